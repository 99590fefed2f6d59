import type { z } from "@hono/zod-openapi";
import { openConnection } from "../../../shared/connections/credentials.ts";
import { accountOf, ask, change, prove } from "../../../shared/connections/prove.ts";
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
import { ownGrant } from "../../../shared/oauth2/client.ts";
import type { ProviderDefinition } from "../../../shared/providers/define.ts";
import { findProvider } from "../../../shared/providers/registry.ts";
import type { Context } from "../../context.ts";
import type { validationSchema } from "./schema.ts";

/** Asks the provider about a connection's credential, and stores what follows from its answer. */
export async function validateNow(
  stored: ConnectionRow,
  context: Context,
): Promise<z.infer<typeof validationSchema>> {
  if (stored.generation === 0) {
    const error = { code: "credentials_missing", message: "The connection has no credentials yet." };
    return { valid: false, error };
  }
  const row = await withOwnTokens(stored, context);
  if (row !== stored && row.error !== null) {
    return { valid: false, error: row.error };
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
 * The connection with tokens anew, where it gets them by itself and has none that count: from what a person filled in,
 * which may be right by now. Any other connection as it is.
 */
async function withOwnTokens(row: ConnectionRow, context: Context): Promise<ConnectionRow> {
  const provider = providerOf(row.provider);
  const { oauth2, fields } = provider.auth;
  if (row.status === "active" || oauth2 === undefined) {
    return row;
  }
  const { credentials } = await openConnection(row, context.vault);
  const grant = ownGrant(oauth2, { ...row.config, ...credentials });
  if (grant === null || (row.tokens !== null && row.tokens.grant !== grant)) {
    return row;
  }
  const filledIn = new Set(fields.map(({ name }) => name));
  if (row.tokens !== null) {
    filledIn.delete(oauth2.tokenField ?? "accessToken");
  }
  const form = Object.fromEntries(Object.entries(credentials).filter(([name]) => filledIn.has(name)));
  const { status, ...proven } = await prove(provider, row, { credentials: form, tools: context });
  return await change(row, { ...proven, ...(row.status === "disabled" ? {} : { status }) }, context);
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
