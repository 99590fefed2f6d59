import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { toRfc3339 } from "../../../shared/clock.ts";
import {
  findOrganization,
  type OrganizationRow,
  updateOrganization,
} from "../../../shared/db/queries/organizations.ts";
import { isLocal } from "../../../shared/env.ts";
import { Problem } from "../../../shared/errors.ts";
import { channelSchema } from "../../../shared/model/channel.ts";
import {
  channelFallbacksSchema,
  frequencyCapSchema,
  MAX_RETENTION_DAYS,
  MIN_RETENTION_DAYS,
  quietHoursSchema,
  redirectUrlSchema,
  timezoneSchema,
} from "../../../shared/model/organization.ts";
import { callerOrganization } from "../caller.ts";
import { checkFallbacks } from "../connections/check-fallbacks.ts";
import { definedFields } from "../defined.ts";
import { requires } from "../middleware/access.ts";
import { idSchema, jsonAnswer, jsonBody, problems, timeSchema } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";
import { invalidField } from "../validation.ts";
import { externalIdTaken } from "./organizations.ts";

/** What templates print as `organization.supportUrl` and so on; `name` and `from` are the organization's own. */
const messageDefaultsSchema = z.strictObject({
  supportUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional(),
  replyTo: z.email().max(320).optional(),
  unsubscribeUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional(),
  postalAddress: z.string().trim().min(1).max(500).optional(),
});

const settings = {
  timezone: timezoneSchema,
  quietHours: quietHoursSchema.nullable(),
  frequencyCap: frequencyCapSchema.nullable(),
  defaultFrom: z.partialRecord(channelSchema, z.string().min(1).max(320)).nullable(),
  channelDefaults: z.partialRecord(channelSchema, z.string().min(1).max(60)).nullable(),
  channelFallbacks: channelFallbacksSchema.nullable().openapi({
    description: "Where a channel's messages go, in order, when their connection surely did not act.",
  }),
  messageDefaults: messageDefaultsSchema.nullable(),
  mirrorOptOuts: z.boolean().openapi({
    description: "Whether the providers of its connections are told who opted out here, or came back.",
  }),
  redirectUrls: z.array(redirectUrlSchema).max(50),
  retentionDays: z.int().min(MIN_RETENTION_DAYS).max(MAX_RETENTION_DAYS),
  externalId: z.string().min(1).max(200).nullable(),
};

const organizationSchema = z
  .object({ id: idSchema("organization"), name: z.string(), ...settings, createdAt: timeSchema })
  .openapi("OwnOrganization");

const get = createRoute({
  method: "get",
  path: "/v1/organization",
  operationId: "getOwnOrganization",
  tags: ["Platform"],
  summary: "The caller's organization with its settings.",
  ...requires("organization:read"),
  responses: { 200: jsonAnswer(organizationSchema, "The organization"), ...problems(404) },
});

const patch = createRoute({
  method: "patch",
  path: "/v1/organization",
  operationId: "updateOwnOrganization",
  tags: ["Platform"],
  summary: "Change settings of the caller's organization; fields left out stay.",
  ...requires("organization:write"),
  request: {
    body: jsonBody(z.strictObject({ name: z.string().trim().min(1).max(200), ...settings }).partial()),
  },
  responses: { 200: jsonAnswer(organizationSchema, "Changed"), ...problems(404, 409) },
});

export function ownOrganizationRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(get, async (c) => {
    const row = await findOrganization(c.env.context.db, callerOrganization(c.var.principal));
    return c.json(present(row), 200);
  });

  app.openapi(patch, async (c) => {
    const change = definedFields(c.req.valid("json"));
    const plain = change.redirectUrls?.some((url) => new URL(url).protocol === "http:") ?? false;
    if (plain && !isLocal(c.env.context.settings)) {
      throw invalidField("redirectUrls", "must be https: loopback addresses are for development");
    }
    const organizationId = callerOrganization(c.var.principal);
    await checkFallbacks(organizationId, change.channelFallbacks ?? {}, c.env.context);
    const row = await updateOrganization(c.env.context.db, organizationId, change);
    if (row === "external_id_taken") {
      throw externalIdTaken();
    }
    return c.json(present(row), 200);
  });
}

function present(row: OrganizationRow | null) {
  if (row === null) {
    throw new Problem("not_found", "The organization was deleted.");
  }
  const { deletedAt: _, dataKey: __, createdAt, ...rest } = row;
  return { ...rest, createdAt: toRfc3339(createdAt) };
}
