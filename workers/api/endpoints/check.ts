import type { z } from "@hono/zod-openapi";
import { findConnection } from "../../../shared/db/queries/connections.ts";
import type { EndpointRow } from "../../../shared/db/queries/endpoints.ts";
import { Problem } from "../../../shared/errors.ts";
import type { Id } from "../../../shared/ids.ts";
import type { Webhook } from "../../../shared/providers/define.ts";
import { findProvider } from "../../../shared/providers/registry.ts";
import { resolveScheme } from "../../../shared/signatures/declaration.ts";
import { checkSecret } from "../../../shared/signatures/prepare.ts";
import type { Scheme } from "../../../shared/signatures/scheme.ts";
import type { Context } from "../../context.ts";
import { invalidField } from "../validation.ts";
import type { createEndpointSchema } from "./schema.ts";

type NewEndpoint = z.infer<typeof createEndpointSchema>;

/**
 * Whether the parts of a new endpoint fit each other; returns how it verifies.
 * @throws Problem naming the field that does not fit
 */
export async function checkEndpoint(input: NewEndpoint): Promise<"signature" | "none"> {
  const provider = findProvider(input.provider);
  if (provider === null) {
    throw new Problem(
      "provider_unknown",
      "GET /v1/providers lists the providers.",
      at("provider", "is unknown"),
    );
  }
  const webhook: Webhook | undefined = provider.webhook;
  if (webhook === undefined) {
    throw new Problem(
      "provider_without_webhooks",
      `${provider.name} sends no webhooks.`,
      at("provider", "sends none"),
    );
  }
  const own = webhook.scheme !== undefined || webhook.verifier !== undefined;
  const verification = input.verification ?? "signature";
  if (input.scheme !== undefined && own) {
    throw invalidField("scheme", `is fixed for ${provider.id}: only a custom endpoint declares its own`);
  }
  if (verification === "none" && own) {
    throw invalidField("verification", `must be "signature": ${provider.name} signs its webhooks`);
  }
  if (verification === "signature" && input.scheme === undefined && !own) {
    throw invalidField(
      "scheme",
      'is needed, or `verification: "none"` if the sender cannot authenticate itself',
    );
  }
  if (input.secret !== undefined) {
    await checkSecretForm(schemeOf({ scheme: input.scheme ?? null, provider: input.provider }), input.secret);
  }
  return verification;
}

/**
 * The connection through which the webhook is made at the provider; null where a person makes it.
 * @throws Problem naming the field that does not fit
 */
export async function checkConnection(
  { connectionId, provider, secret }: NewEndpoint,
  organizationId: Id<"organization">,
  { db }: Context,
): Promise<Id<"connection"> | null> {
  if (connectionId === undefined) {
    return null;
  }
  const connection = await findConnection(db, organizationId, connectionId as Id<"connection">);
  if (connection === null || connection.provider !== provider) {
    throw invalidField("connectionId", "is no connection of this provider");
  }
  if (findProvider(provider)?.webhook?.registration === undefined) {
    throw invalidField(
      "connectionId",
      "is of a provider whose API cannot make webhooks: leave it out, and set the webhook up by hand",
    );
  }
  if (secret !== undefined) {
    throw invalidField("secret", "comes from the provider where `connectionId` is given");
  }
  return connection.id;
}

/** The scheme an endpoint verifies by; null where its provider's own code does. */
export function schemeOf(row: Pick<EndpointRow, "scheme" | "provider">): Scheme | null {
  const scheme = row.scheme ?? findProvider(row.provider)?.webhook?.scheme;
  return scheme === undefined ? null : resolveScheme(scheme);
}

/** @throws Problem `secret_malformed` saying which form the secret must have */
export async function checkSecretForm(scheme: Scheme | null, secret: string): Promise<void> {
  const fault = scheme === null ? null : await checkSecret(scheme, secret);
  if (fault !== null) {
    throw new Problem("secret_malformed", fault, at("secret", fault));
  }
}

function at(field: string, message: string) {
  return { errors: [{ path: `body.${field}`, message }] };
}
