import { checkCredentials } from "../../../shared/connections/check-credentials.ts";
import { accountKeyOf, sealCredentials } from "../../../shared/connections/credentials.ts";
import { type Validation, validateCredential } from "../../../shared/connections/validate.ts";
import {
  type ConnectionChange,
  type ConnectionRow,
  updateConnection,
  wakeHeldJobs,
} from "../../../shared/db/queries/connections.ts";
import { Problem } from "../../../shared/errors.ts";
import type { ProviderDefinition } from "../../../shared/providers/define.ts";
import { findProvider } from "../../../shared/providers/registry.ts";
import type { Context } from "../../context.ts";

type Identity = Pick<ConnectionRow, "organizationId" | "id" | "config" | "externalAccountId">;
type Proven = Pick<
  ConnectionRow,
  "credentials" | "accountKey" | "status" | "error" | "externalAccountId" | "generation"
>;

/** The parts of a row that follow from having no credentials yet: an OAuth flow brings them. */
export async function unproven(
  provider: ProviderDefinition,
  row: Identity,
  { vault }: Context,
): Promise<Proven> {
  return {
    credentials: await sealCredentials(vault, row, {}),
    accountKey: await accountKeyOf(provider, {}),
    status: "pending",
    error: null,
    externalAccountId: row.externalAccountId,
    generation: 0,
  };
}

/**
 * The parts of a row that follow from new credentials, which the provider is asked about at once. They are stored
 * whatever it says: a connection in `error` holds its jobs.
 * @throws Problem when they have not the fields that the provider's form asks for
 */
export async function prove(
  provider: ProviderDefinition,
  row: Identity & { readonly generation: number },
  given: { readonly credentials: Readonly<Record<string, string>>; readonly context: Context },
): Promise<Proven> {
  const { vault, settings, clock } = given.context;
  const credentials = checkCredentials(provider, given.credentials);
  const validation = await validateCredential(
    provider,
    { credentials, config: row.config },
    { reference: row.id, settings, clock },
  );
  return {
    credentials: await sealCredentials(vault, row, credentials),
    accountKey: await accountKeyOf(provider, credentials),
    status: validation.valid ? "active" : "error",
    error: validation.valid ? null : validation.error,
    externalAccountId: accountOf(row, validation),
    generation: row.generation + 1,
  };
}

/**
 * What a row says after its credential was asked about again. A provider that could not be asked changes nothing, and
 * a disabled connection stays disabled.
 */
export function revalidated(row: ConnectionRow, validation: Validation): ConnectionChange {
  const disabled = row.status === "disabled";
  if (validation.valid) {
    return {
      ...(disabled ? {} : { status: "active" }),
      error: null,
      externalAccountId: accountOf(row, validation),
    };
  }
  if (!validation.judged) {
    return {};
  }
  return { ...(disabled ? {} : { status: validation.status }), error: validation.error };
}

/** Stores a change; a connection that became usable lets the jobs that wait for it be looked at again. */
export async function change(
  row: ConnectionRow,
  changes: ConnectionChange,
  { db, clock }: Context,
): Promise<ConnectionRow> {
  const changed = await updateConnection(db, row, changes, clock());
  if (changed === null) {
    throw new Problem(
      "conflict",
      "The connection was changed by another request meanwhile. Read it and try again.",
    );
  }
  if (changes.status === "active") {
    await wakeHeldJobs(db, row, clock());
  }
  return changed;
}

/** The status of a connection that is enabled again: what was last known of its credential. */
export function enabledStatus({ generation, error }: ConnectionRow): ConnectionRow["status"] {
  if (generation === 0) {
    return "pending";
  }
  return error === null ? "active" : "error";
}

/** @throws Problem `provider_unknown` */
export function providerOf(id: string): ProviderDefinition {
  const provider = findProvider(id);
  if (provider === null) {
    throw new Problem("provider_unknown", "GET /v1/providers lists the providers.", {
      errors: [{ path: "body.provider", message: "is unknown" }],
    });
  }
  return provider;
}

function accountOf({ externalAccountId }: Identity, validation: Validation): string | null {
  return externalAccountId ?? (validation.valid ? (validation.account?.id ?? null) : null);
}
