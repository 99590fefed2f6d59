import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { findDelivery, listDeliveries, reviveDelivery } from "../../../shared/db/queries/deliveries.ts";
import { findDestination } from "../../../shared/db/queries/destinations.ts";
import { DELIVERY_STATUSES } from "../../../shared/db/schema/deliveries.ts";
import { SWEEP_AFTER_MS } from "../../../shared/destinations/happenings.ts";
import { Problem } from "../../../shared/errors.ts";
import { deliverySchema, presentDelivery } from "../destinations/schema.ts";
import { finder, OUTLIVED } from "../found.ts";
import { pageById } from "../pages.ts";
import { resource } from "../resource.ts";
import { idParams, idSchema, jsonAnswer, pageOf, pageQuery, timeSchema } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const tags = ["Webhooks in"];
const deliveries = resource({
  path: "/v1/deliveries",
  params: idParams("delivery"),
  tags,
  read: "destinations:read",
  write: "destinations:write",
});
const find = finder("delivery", findDelivery, { why: OUTLIVED });

const list = deliveries.list({
  operationId: "listDeliveries",
  summary: "Deliveries with every attempt, newest event first.",
  query: {
    ...pageQuery,
    destinationId: idSchema("destination").optional(),
    eventId: idSchema("event").optional(),
    status: z.enum(DELIVERY_STATUSES).optional(),
    since: timeSchema.optional(),
    until: timeSchema.optional(),
  },
  page: pageOf(deliverySchema),
});

const get = deliveries.get({
  operationId: "getDelivery",
  summary: "Get a delivery with every attempt.",
  responses: { 200: jsonAnswer(deliverySchema, "The delivery") },
});

const retry = deliveries.act("retry", {
  operationId: "retryDelivery",
  summary: "Try a delivery again now, whatever came of it; a retry that was planned does not come as well.",
  responses: { 202: jsonAnswer(deliverySchema, "On its way") },
});

export function deliveryRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(list, async (c) => {
    const page = await pageById(c, {
      list: "deliveries",
      read: (db, organizationId, page, { since, until, ...filter }) => {
        const times = {
          since: since === undefined ? undefined : Date.parse(since),
          until: until === undefined ? undefined : Date.parse(until),
        };
        return listDeliveries(db, organizationId, { ...filter, ...times }, page);
      },
      item: presentDelivery,
    });
    return c.json(page, 200);
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
