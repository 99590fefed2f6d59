import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { toRfc3339 } from "../../../shared/clock.ts";
import {
  deleteSuppression,
  insertSuppression,
  listSuppressions,
  type SuppressionRow,
} from "../../../shared/db/queries/suppressions.ts";
import { Problem } from "../../../shared/errors.ts";
import { channelSchema } from "../../../shared/model/channel.ts";
import { SUPPRESSION_REASONS } from "../../../shared/model/suppression.ts";
import { addressOf, contactPoint } from "../address.ts";
import { callerOrganization } from "../caller.ts";
import { requires } from "../middleware/access.ts";
import {
  decodeCursor,
  idempotencyHeaders,
  jsonAnswer,
  jsonBody,
  pageAnswer,
  pageOf,
  pageQuery,
  problems,
  timeSchema,
} from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const reason = z.enum(SUPPRESSION_REASONS);

const suppressionSchema = z
  .object({ address: z.string(), channel: channelSchema, reason, createdAt: timeSchema })
  .openapi("Suppression");

const tags = ["People, consent, compliance"];

const list = createRoute({
  method: "get",
  path: "/v1/suppressions",
  operationId: "listSuppressions",
  tags,
  summary: "Addresses that must not be contacted, by channel and address.",
  ...requires("consents:read"),
  request: {
    query: z.strictObject({
      ...pageQuery,
      channel: channelSchema.optional(),
      reason: reason.optional(),
    }),
  },
  responses: { 200: jsonAnswer(pageOf(suppressionSchema), "A page") },
});

const create = createRoute({
  method: "post",
  path: "/v1/suppressions",
  operationId: "suppress",
  tags,
  summary: "Suppress an address on a channel. Of several reasons the gravest stands; the answer shows it.",
  ...requires("consents:write"),
  request: {
    body: jsonBody(z.strictObject({ ...contactPoint, reason: reason.default("manual") })),
    headers: idempotencyHeaders,
  },
  responses: { 201: jsonAnswer(suppressionSchema, "Suppressed") },
});

const remove = createRoute({
  method: "delete",
  path: "/v1/suppressions",
  operationId: "unsuppress",
  tags,
  summary:
    "Lift the reason for which an address is suppressed on a channel; one beneath it, such as a STOP, stands then. Write the `+` of a number as `%2B`.",
  ...requires("consents:write"),
  request: { query: z.strictObject(contactPoint) },
  responses: { 204: { description: "Deleted" }, ...problems(404) },
});

export function suppressionRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(list, async (c) => {
    const { limit, cursor, ...filter } = c.req.valid("query");
    const [channel, address] = decodeCursor(cursor, "suppressions", 2) ?? [];
    const rows = await listSuppressions(c.env.context.db, callerOrganization(c.var.principal), filter, {
      limit: limit + 1,
      after: channel === undefined || address === undefined ? null : [channel, address],
    });
    return c.json(
      pageAnswer(rows, limit, {
        list: "suppressions",
        item: present,
        key: (row) => [row.channel, row.address],
      }),
      200,
    );
  });

  app.openapi(create, async (c) => {
    const { db, clock } = c.env.context;
    const { channel, address, reason: why } = c.req.valid("json");
    const row = await insertSuppression(db, {
      organizationId: callerOrganization(c.var.principal),
      channel,
      address: addressOf({ channel, address }, "body"),
      reason: why,
      createdAt: clock(),
    });
    return c.json(present(row), 201);
  });

  app.openapi(remove, async (c) => {
    const { channel, address } = c.req.valid("query");
    const organizationId = callerOrganization(c.var.principal);
    const point = { organizationId, channel, address: addressOf({ channel, address }, "query") };
    if (!(await deleteSuppression(c.env.context.db, point))) {
      throw new Problem("not_found", "This address is not suppressed on this channel.");
    }
    return c.body(null, 204);
  });
}

function present({ organizationId: _, createdAt, ...row }: SuppressionRow) {
  return { ...row, createdAt: toRfc3339(createdAt) };
}
