import { accountOf } from "../../../shared/connections/prove.ts";
import type { Validation } from "../../../shared/connections/validate.ts";
import type { ConnectionChange, ConnectionRow } from "../../../shared/db/queries/connections.ts";
import { Problem } from "../../../shared/errors.ts";
import type { ProviderDefinition } from "../../../shared/providers/define.ts";
import { findProvider } from "../../../shared/providers/registry.ts";

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
