import {
  type DestinationRow,
  insertDestination,
  insertHook,
} from "../../../shared/db/queries/destinations.ts";
import type { SealedSecret } from "../../../shared/db/schema/endpoints.ts";
import { Problem } from "../../../shared/errors.ts";
import { type Id, newId } from "../../../shared/ids.ts";
import { readTarget, TARGET_REFUSALS } from "../../../shared/policy/public-address.ts";
import { newStandardSecret, standardSecretFault } from "../../../shared/signatures/standard-signature.ts";
import type { Context } from "../../context.ts";

/**
 * The URL in its canonical form.
 * @param field of the request's body
 * @throws Problem `destination_refused` saying why nothing may be sent there
 */
export function checkTarget(text: string, { settings }: Context, field = "url"): string {
  const target = readTarget(text, settings.ALLOW_PRIVATE_DESTINATIONS);
  if (!target.ok) {
    const message = TARGET_REFUSALS[target.reason];
    throw new Problem("destination_refused", `The URL ${message}.`, {
      errors: [{ path: `body.${field}`, message }],
    });
  }
  return target.url.href;
}

/** @throws Problem when a secret that was brought has another form */
export function checkSecret(secret: string | undefined): string {
  const fault = secret === undefined ? null : standardSecretFault(secret);
  if (fault !== null) {
    throw new Problem("secret_malformed", `The secret ${fault}.`, {
      errors: [{ path: "body.secret", message: fault }],
    });
  }
  return secret ?? newStandardSecret();
}

/** A secret as the destination's row keeps it, live until it is revoked. */
export async function sealDestinationSecret(
  { organizationId, id: destinationId }: Pick<DestinationRow, "organizationId" | "id">,
  secret: string,
  { vault, clock }: Context,
): Promise<SealedSecret> {
  const now = clock();
  return {
    id: newId("secret", now),
    sealed: await vault.seal(organizationId, secret, `destination:${destinationId}`),
    createdAt: now,
    expiresAt: null,
  };
}

export interface NewDestination {
  readonly url: string;
  readonly events: readonly string[];
  readonly secret: string;
  readonly description?: string | undefined;
  readonly enabled?: boolean | undefined;
  readonly retrySchedule?: readonly number[] | undefined;
  readonly source: DestinationRow["source"];
}

export async function createDestination(
  organizationId: Id<"organization">,
  input: NewDestination,
  context: Context,
): Promise<DestinationRow> {
  const now = context.clock();
  const id = newId("destination", now);
  const row: DestinationRow = {
    organizationId,
    id,
    url: input.url,
    description: input.description ?? null,
    events: input.events,
    secrets: [await sealDestinationSecret({ organizationId, id }, input.secret, context)],
    status: input.enabled === false ? "paused" : "enabled",
    retrySchedule: input.retrySchedule ?? null,
    source: input.source,
    failingSince: null,
    warnedAt: null,
    createdAt: now,
    updatedAt: now,
  };
  await (row.source === "hook" ? insertHook : insertDestination)(context.db, row);
  return row;
}
