import { z } from "@hono/zod-openapi";
import { toRfc3339 } from "../../../shared/clock.ts";
import type { AgentIntegrationRow } from "../../../shared/db/queries/agents.ts";
import { jsonObject } from "../json.ts";
import { idSchema, timeSchema } from "../schemas.ts";

const MAX_CONFIG = 16_000;
/** More than there are providers. */
const MAX_INTEGRATIONS = 100;

/** The app's own name for an agent; agents are not made here. */
export const agentIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,199}$/, {
    error: "must be letters, digits, and _ . : - after the first",
  })
  .openapi({ example: "agent_7" });

const integrationFields = {
  connectionId: idSchema("connection")
    .optional()
    .openapi({ description: "Without it the organization's only active connection of the provider." }),
  config: jsonObject(MAX_CONFIG)
    .optional()
    .openapi({ description: "Laid over the connection's own settings; readable, so no secrets." }),
};

export const putIntegrationSchema = z.strictObject(integrationFields).openapi({ example: {} });

export const putIntegrationsSchema = z
  .strictObject({
    integrations: z
      .array(z.strictObject({ provider: z.string().min(1).max(60), ...integrationFields }))
      .max(MAX_INTEGRATIONS),
  })
  .openapi({ example: { integrations: [{ provider: "resend" }] } });

export const integrationSchema = z
  .object({
    provider: z.string(),
    connectionId: idSchema("connection"),
    config: z.record(z.string(), z.unknown()),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .openapi("AgentIntegration");

export function presentIntegration(row: AgentIntegrationRow): z.infer<typeof integrationSchema> {
  return {
    provider: row.provider,
    connectionId: row.connectionId,
    config: row.config,
    createdAt: toRfc3339(row.createdAt),
    updatedAt: toRfc3339(row.updatedAt),
  };
}
