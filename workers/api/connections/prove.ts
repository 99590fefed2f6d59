import type { z } from "@hono/zod-openapi";
import { openConnection } from "../../../shared/connections/credentials.ts";
import { accountOf, ask, change } from "../../../shared/connections/prove.ts";
import { isConsentOver } from "../../../shared/connections/refresh.ts";
import { useConnection } from "../../../shared/connections/usable.ts";
import type { Validation } from "../../../shared/connections/validate.ts";
import { isOffered } from "../../../shared/connections/ways.ts";
import {
  type ConnectionChange,
  type ConnectionRow,
  findConnection,
} from "../../../shared/db/queries/connections.ts";
import { Problem } from "../../../shared/errors.ts";
import type { ProviderDefinition } from "../../../shared/providers/define.ts";
import { findProvider } from "../../../shared/providers/registry.ts";
import type { Context } from "../../context.ts";
import type { validationSchema } from "./schema.ts";

/** Asks the provider about a connection's credential, and stores what follows from its answer. */
export async function validateNow(
  row: ConnectionRow,
  context: Context,
): Promise<z.infer<typeof validationSchema>> {
  if (row.generation === 0) {
    const error = { code: "credentials_missing", message: "The connection has no credentials yet." };
    return { valid: false, error };
  }
  const usable = await useConnection(row, context, { isAsked: true });
  const current =
    usable.kind === "usable"
      ? usable.row
      : ((await findConnection(context.db, row.organizationId, row.id)) ?? row);
  if (current.error !== null && isConsentOver(current)) {
    return { valid: false, error: current.error };
  }
  const opened = usable.kind === "usable" ? usable.opened : await openConnection(current, context.vault);
  const validation = await ask(providerOf(row.provider), opened, context);
  await change(current, revalidated(current, validation), context);
  const { valid } = validation;
  return valid ? { valid, account: validation.account } : { valid, error: validation.error };
}

/**
 * What a row says after its credential was asked about again. A provider that could not be asked changes nothing, and
 * a disabled connection stays disabled.
 */
function revalidated(row: ConnectionRow, validation: Validation): ConnectionChange {
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
  if (deprecated !== undefined && !isOffered(provider, settings)) {
    throw new Problem(
      "provider_deprecated",
      `${deprecated.reason} Use ${deprecated.successor}; DEPRECATED_PROVIDERS='["${id}"]' allows it all the same.`,
      { errors: [{ path: "body.provider", message: `is deprecated: use ${deprecated.successor}` }] },
    );
  }
  return provider;
}
