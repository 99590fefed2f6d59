import { z } from "@hono/zod-openapi";
import { toRfc3339, toRfc3339OrNull } from "../../../shared/clock.ts";
import type { EndpointRow } from "../../../shared/db/queries/endpoints.ts";
import { declarationSchema, showDeclared } from "../../../shared/signatures/declaration.ts";
import { idSchema, timeSchema } from "../schemas.ts";

const eventPatterns = z
  .array(z.string().min(1).max(200))
  .min(1)
  .max(100)
  .openapi({ description: "Types that are handled, `*` as wildcard; others are stored as `ignored`." });

const schemeText =
  "How a custom sender signs: `{preset}`, one of those that GET /v1/providers/custom lists, or kind, key, signature, timestamp and content. See the README.";
const scheme = declarationSchema.openapi({ type: "object", description: schemeText });

export const createEndpointSchema = z.strictObject({
  provider: z.string().min(1).max(60).openapi({ example: "github" }),
  secret: z
    .string()
    .trim()
    .min(1)
    .max(5_000)
    .optional()
    .openapi({ description: "What the provider shows: signing secret, public key or token. Write-only." }),
  scheme: scheme.optional(),
  connectionId: idSchema("connection").optional().openapi({
    description: "Makes the webhook at the provider through this connection, and keeps it switched on.",
  }),
  events: eventPatterns.optional(),
  description: z.string().max(500).optional(),
  verification: z.enum(["signature", "none"]).optional(),
});

export const patchEndpointSchema = z.strictObject({
  enabled: z.boolean().optional(),
  events: eventPatterns.nullable().optional(),
  description: z.string().max(500).nullable().optional(),
});

/** A week: longer overlaps hide that nobody changed the secret at the sender. */
const MAX_OVERLAP_SECONDS = 604_800;

export const rotateSchema = z.strictObject({
  secret: z
    .string()
    .trim()
    .min(1)
    .max(5_000)
    .optional()
    .openapi({ description: "Without it the platform makes one, where the scheme has a shared secret." }),
  expireOldAfterSeconds: z.int().min(0).max(MAX_OVERLAP_SECONDS).default(86_400),
});

export const endpointSchema = z
  .object({
    id: idSchema("endpoint"),
    url: z.url(),
    provider: z.string(),
    status: z.enum(["active", "awaiting_secret", "disabled"]),
    enabled: z.boolean(),
    verification: z.enum(["signature", "none"]),
    description: z.string().nullable(),
    events: z.array(z.string()).nullable(),
    scheme: declarationSchema.nullable().openapi({ type: ["object", "null"], description: schemeText }),
    secrets: z.array(
      z.object({ id: idSchema("secret"), createdAt: timeSchema, expiresAt: timeSchema.nullable() }),
    ),
    rejected: z
      .record(z.string(), z.int())
      .openapi({ description: "How many requests were refused, by reason." }),
    connectionId: idSchema("connection").nullable(),
    registration: z
      .object({
        externalId: z.string().nullable(),
        error: z.object({ code: z.string(), message: z.string() }).nullable(),
        checkedAt: timeSchema.nullable(),
      })
      .nullable()
      .openapi({ description: "The webhook that the platform made at the provider." }),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .openapi("Endpoint");

export const rotatedSchema = endpointSchema
  .extend({ secret: z.string().nullable(), secretOmitted: z.boolean().optional() })
  .openapi("RotatedEndpoint");

/** @param now ms since the epoch: expired secrets are not shown */
export function presentEndpoint(row: EndpointRow, rejected: Record<string, number>, now: number) {
  const live = row.secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
  return {
    id: row.id,
    url: row.url,
    provider: row.provider,
    status: statusOf(row, live.length),
    enabled: row.enabled,
    verification: row.verification,
    description: row.description,
    events: row.events,
    scheme: row.scheme === null ? null : showDeclared(row.scheme),
    secrets: live.map(({ id, createdAt, expiresAt }) => ({
      id,
      createdAt: toRfc3339(createdAt),
      expiresAt: toRfc3339OrNull(expiresAt),
    })),
    rejected,
    connectionId: row.connectionId,
    registration:
      row.registration === null
        ? null
        : {
            ...row.registration,
            checkedAt: row.registration.checkedAt === 0 ? null : toRfc3339(row.registration.checkedAt),
          },
    createdAt: toRfc3339(row.createdAt),
    updatedAt: toRfc3339(row.updatedAt),
  };
}

function statusOf(row: EndpointRow, liveSecrets: number): "active" | "awaiting_secret" | "disabled" {
  if (!row.enabled) {
    return "disabled";
  }
  return row.verification === "signature" && liveSecrets === 0 ? "awaiting_secret" : "active";
}
