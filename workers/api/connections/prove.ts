import { checkCredentials } from "../../../shared/connections/check-credentials.ts";
import {
  accountKeyOf,
  type OpenedCredential,
  sealCredentials,
} from "../../../shared/connections/credentials.ts";
import { ownTokens } from "../../../shared/connections/own-tokens.ts";
import { type Validation, validateCredential } from "../../../shared/connections/validate.ts";
import {
  type ConnectionChange,
  type ConnectionRow,
  updateConnection,
  wakeHeldJobs,
} from "../../../shared/db/queries/connections.ts";
import { Problem } from "../../../shared/errors.ts";
import { callWithinLimits, type Refuser } from "../../../shared/gates/single-call.ts";
import type { ProviderDefinition } from "../../../shared/providers/define.ts";
import { findProvider } from "../../../shared/providers/registry.ts";
import type { Context } from "../../context.ts";

type Identity = Pick<ConnectionRow, "organizationId" | "id" | "config" | "externalAccountId">;
type Proven = Pick<
  ConnectionRow,
  | "credentials"
  | "accountKey"
  | "status"
  | "error"
  | "externalAccountId"
  | "generation"
  | "tokens"
  | "refreshDueAt"
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
    tokens: null,
    refreshDueAt: null,
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
  const { context } = given;
  const checked = checkCredentials(provider, given.credentials);
  const own = await ownTokens(provider, { credentials: checked, config: row.config }, context);
  if (!own.ok) {
    return {
      ...(await unproven(provider, row, context)),
      credentials: await sealCredentials(context.vault, row, checked),
      status: "error",
      error: own.error,
      generation: row.generation + 1,
    };
  }
  const { credentials, tokens, refreshDueAt } = own;
  const accountKey = await accountKeyOf(provider, credentials, tokens === null ? null : row.id);
  const credential = { connectionId: row.id, credentials, config: row.config, accountKey };
  const validation = await ask(provider, credential, context);
  return {
    tokens,
    refreshDueAt,
    credentials: await sealCredentials(context.vault, row, credentials),
    accountKey,
    status: validation.valid ? "active" : "error",
    error: validation.valid ? null : validation.error,
    externalAccountId: accountOf(row, validation),
    generation: row.generation + 1,
  };
}

/** Asks the provider about a credential, within the account's limits like any other call. */
export async function ask(
  provider: ProviderDefinition,
  credential: Omit<OpenedCredential, "generation" | "tokens">,
  { gates, settings, clock }: Context,
): Promise<Validation> {
  const reference = credential.connectionId ?? provider.id;
  const validate = () => validateCredential(provider, credential, { reference, settings, clock });
  if (provider.connection === undefined) {
    return await validate();
  }
  const { accountKey } = credential;
  const asked = await callWithinLimits({ gates, provider, accountKey, clock }, validate);
  return asked.made ? asked.value : notAsked(asked.refusedBy);
}

const NOT_ASKED = {
  limit: { code: "limit_reached", message: "The account's limit is used up. Validate the connection later." },
  breaker: {
    code: "breaker_open",
    message: "Calls of this account are stopped at the moment. Validate the connection later.",
  },
  gate: {
    code: "unavailable",
    message: "The account's limits cannot be read at the moment. Validate the connection later.",
  },
} as const satisfies Record<Refuser, { readonly code: string; readonly message: string }>;

function notAsked(refusedBy: Refuser): Validation {
  const error = NOT_ASKED[refusedBy];
  const outcome = { kind: "throttle", ...error, retryAfterMs: null } as const;
  return { valid: false, error, status: "error", judged: false, outcome };
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
    await wakeHeldJobs(db, row, { gate: "connection", now: clock() });
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

/**
 * The provider of that id, which may be connected anew.
 * @throws Problem `provider_unknown`, or `provider_deprecated` where the deployment does not name it
 */
export function connectableProvider(id: string, { settings }: Pick<Context, "settings">): ProviderDefinition {
  const provider = providerOf(id);
  const { deprecated } = provider;
  if (deprecated !== undefined && !settings.DEPRECATED_PROVIDERS.includes(id)) {
    throw new Problem(
      "provider_deprecated",
      `${deprecated.reason} Use ${deprecated.successor}; DEPRECATED_PROVIDERS='["${id}"]' allows it all the same.`,
      { errors: [{ path: "body.provider", message: `is deprecated: use ${deprecated.successor}` }] },
    );
  }
  return provider;
}

function accountOf({ externalAccountId }: Identity, validation: Validation): string | null {
  return externalAccountId ?? (validation.valid ? (validation.account?.id ?? null) : null);
}
