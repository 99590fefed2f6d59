import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { findDelivery, listDeliveries, reviveDelivery } from "../../../shared/db/queries/deliveries.ts";
import { findDestination } from "../../../shared/db/queries/destinations.ts";
import { DELIVERY_STATUSES } from "../../../shared/db/schema/deliveries.ts";
import { SWEEP_AFTER_MS } from "../../../shared/destinations/happenings.ts";
import { Problem } from "../../../shared/errors.ts";
import { callerOrganization } from "../caller.ts";
import { deliverySchema, presentDelivery } from "../destinations/schema.ts";
import { finder, OUTLIVED } from "../found.ts";
import { requires } from "../middleware/access.ts";
import {
  decodeCursor,
  idempotencyHeaders,
  idParams,
  idSchema,
  jsonAnswer,
  pageAnswer,
  pageOf,
  pageQuery,
  problems,
  timeSchema,
} from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const tags = ["Webhooks in"];
const params = idParams("delivery");
const find = finder("delivery", findDelivery, { why: OUTLIVED });

const list = createRoute({
  method: "get",
  path: "/v1/deliveries",
  operationId: "listDeliveries",
  tags,
  summary: "Deliveries with every attempt, newest event first.",
  ...requires("destinations:read"),
  request: {
    query: z.strictObject({
      ...pageQuery,
      destinationId: idSchema("destination").optional(),
      eventId: idSchema("event").optional(),
      status: z.enum(DELIVERY_STATUSES).optional(),
      since: timeSchema.optional(),
      until: timeSchema.optional(),
    }),
  },
  responses: { 200: jsonAnswer(pageOf(deliverySchema), "A page"), ...problems(400, 422) },
});

const get = createRoute({
  method: "get",
  path: "/v1/deliveries/{id}",
  operationId: "getDelivery",
  tags,
  summary: "Get a delivery with every attempt.",
  ...requires("destinations:read"),
  request: { params },
  responses: { 200: jsonAnswer(deliverySchema, "The delivery"), ...problems(404) },
});

const retry = createRoute({
  method: "post",
  path: "/v1/deliveries/{id}/retry",
  operationId: "retryDelivery",
  tags,
  summary: "Try a delivery again now, whatever came of it; a retry that was planned does not come as well.",
  ...requires("destinations:write"),
  request: { params, headers: idempotencyHeaders },
  responses: { 202: jsonAnswer(deliverySchema, "On its way"), ...problems(404, 409) },
});

export function deliveryRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(list, async (c) => {
    const { limit, cursor, since, until, ...filter } = c.req.valid("query");
    const rows = await listDeliveries(
      c.env.context.db,
      callerOrganization(c.var.principal),
      {
        ...filter,
        since: since === undefined ? undefined : Date.parse(since),
        until: until === undefined ? undefined : Date.parse(until),
      },
      { limit: limit + 1, before: decodeCursor(cursor, "deliveries", 1)?.[0] ?? null },
    );
    return c.json(
      pageAnswer(rows, limit, { list: "deliveries", item: presentDelivery, key: (row) => [row.id] }),
      200,
    );
  });

  app.openapi(get, async (c) => c.json(presentDelivery(await find(c)), 200));

  app.openapi(retry, async (c) => {
    const { db, deliveryQueue, clock, log } = c.env.context;
    const row = await find(c);
    const { organizationId, id } = row;
    const destination = await findDestination(db, organizationId, row.destinationId);
    if (destination?.status !== "enabled") {
      throw new Problem(
        "destination_disabled",
        "The destination is switched off or deleted. Switch it on with PATCH, then retry or recover.",
      );
    }
    await reviveDelivery(db, row, clock() + SWEEP_AFTER_MS);
    try {
      await deliveryQueue.send([{ organizationId, id, attempt: row.attempts.length + 1, delaySeconds: 0 }]);
    } catch (cause) {
      // the sweep finds it in a minute
      log.error("api.queue_refused", { destinationId: row.destinationId }, cause);
    }
    return c.json(presentDelivery(await find(c)), 202);
  });
}
