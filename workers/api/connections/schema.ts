import { z } from "@hono/zod-openapi";
import { toRfc3339 } from "../../../shared/clock.ts";
import type { ConnectionRow } from "../../../shared/db/queries/connections.ts";
import { CONNECTION_STATUSES } from "../../../shared/db/schema/connections.ts";
import { agentIdSchema } from "../agents/schema.ts";
import { jsonObject } from "../json.ts";
import { idSchema, timeSchema } from "../schemas.ts";

/** Characters of one credential (a service account's key file is the longest) and of a connection's settings. */
const MAX_CREDENTIAL = 20_000;
const MAX_CONFIG = 16_000;

const credentials = z.record(z.string().min(1).max(100), z.string().max(MAX_CREDENTIAL)).openapi({
  description: "The fields that the catalogue names for the provider. Write-only.",
  example: { apiKey: "re_ExampleE_ExampleExampleExampleExa" },
});

const config = jsonObject(MAX_CONFIG).openapi({
  description: "Settings of the connection, such as a default sender; readable, so no secrets.",
});

const name = z.string().trim().min(1).max(200);

export const createConnectionSchema = z
  .strictObject({
    provider: z.string().min(1).max(60),
    name: name.optional(),
    credentials: credentials.optional(),
    config: config.optional(),
    externalAccountId: z.string().trim().min(1).max(200).optional(),
    agentId: agentIdSchema
      .optional()
      .openapi({ description: "The agent that it is for: others do not take it by themselves." }),
  })
  .openapi({
    example: { provider: "resend", credentials: { apiKey: "re_ExampleE_ExampleExampleExampleExa" } },
  });

export const patchConnectionSchema = z.strictObject({
  name: name.nullable().optional(),
  config: config.optional(),
  enabled: z.boolean().optional(),
});

export const rotateCredentialsSchema = z.strictObject({ credentials });

export const connectionFilter = {
  provider: z.string().max(60).optional(),
  status: z.enum(CONNECTION_STATUSES).optional(),
};

const errorSchema = z.object({ code: z.string(), message: z.string() });

export const connectionSchema = z
  .object({
    id: idSchema("connection"),
    provider: z.string(),
    name: z.string().nullable(),
    status: z.enum(CONNECTION_STATUSES),
    error: errorSchema.nullable().openapi({ description: "Why the credential does not hold." }),
    config: z.record(z.string(), z.unknown()),
    externalAccountId: z.string().nullable(),
    agentId: z.string().nullable(),
    generation: z.int().openapi({ description: "How often credentials were set; 0 while there are none." }),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .openapi("Connection");

export const validationSchema = z
  .object({
    valid: z.boolean(),
    account: z.object({ id: z.string(), name: z.string().nullable() }).nullable().optional(),
    error: errorSchema.optional(),
  })
  .openapi("ConnectionValidation");

export function presentConnection(row: ConnectionRow): z.infer<typeof connectionSchema> {
  const { id, provider, status, error, config: settings, externalAccountId, generation } = row;
  return {
    id,
    provider,
    name: row.name,
    status,
    error,
    config: settings,
    externalAccountId,
    agentId: row.agentId,
    generation,
    createdAt: toRfc3339(row.createdAt),
    updatedAt: toRfc3339(row.updatedAt),
  };
}
