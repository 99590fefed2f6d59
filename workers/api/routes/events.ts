import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { countEvents, findEvent, listEvents } from "../../../shared/db/queries/events.ts";
import { parkMessage } from "../../../shared/db/queries/inbox.ts";
import { Problem } from "../../../shared/errors.ts";
import { type Id, lowestId, newId } from "../../../shared/ids.ts";
import { endpointsOnce } from "../../../shared/inbound/cloud-event.ts";
import { loadBody } from "../../../shared/inbound/stored-body.ts";
import { EVENT_STATUSES } from "../../../shared/model/event.ts";
import type { EventMessage } from "../../../shared/queue/messages.ts";
import type { Context } from "../../context.ts";
import { callerOrganization } from "../caller.ts";
import { eventSchema, presentEvent } from "../events/present.ts";
import { finder, OUTLIVED } from "../found.ts";
import { requires } from "../middleware/access.ts";
import { resource } from "../resource.ts";
import {
  decodeCursor,
  encodeCursor,
  idempotencyHeaders,
  idParams,
  idSchema,
  jsonAnswer,
  jsonBody,
  pageOf,
  pageQuery,
  timeSchema,
} from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const tags = ["Webhooks in"];
const params = idParams("event");
const events = resource({
  path: "/v1/events",
  params,
  tags,
  read: "events:read",
  write: "events:write",
});
const find = finder("event", findEvent, { why: OUTLIVED });

const filterFields = {
  provider: z.string().max(60).optional(),
  type: z.string().max(200).optional().openapi({ description: "`*` stands for any run of characters." }),
  status: z.enum(EVENT_STATUSES).optional(),
  endpointId: idSchema("endpoint").optional(),
  since: timeSchema.optional(),
  until: timeSchema.optional(),
};

const replayManySchema = z
  .strictObject({
    filter: z
      .strictObject(filterFields)
      .refine((filter) => Object.values(filter).some((value) => value !== undefined), {
        message: "must name something: `since` takes everything from then on",
      }),
    dryRun: z.boolean().default(false),
  })
  .openapi({ example: { filter: { status: "dead", type: "stripe.invoice.*" }, dryRun: true } });

const list = events.list({
  operationId: "listEvents",
  summary:
    "List events, newest first. A filter that matches rarely, or some 5 MB of payloads, may end a page early: go on with `nextCursor`.",
  query: {
    ...pageQuery,
    ...filterFields,
    q: z.string().min(1).max(200).optional().openapi({
      description: "Text in type, subject, ids or payload; payloads kept outside the row are not searched.",
    }),
  },
  page: pageOf(eventSchema).extend({
    partial: z.boolean().openapi({ description: "The search stopped early; `nextCursor` goes on." }),
  }),
});

const get = events.get({
  operationId: "getEvent",
  summary: "Get an event as CloudEvents 1.0, with how it was processed.",
  responses: { 200: jsonAnswer(eventSchema, "The event") },
});

const raw = createRoute({
  method: "get",
  path: "/v1/events/{id}/raw",
  operationId: "getEventRaw",
  tags,
  summary: "The bytes received, byte for byte, with their content type.",
  ...requires("events:read"),
  request: { params },
  responses: { 200: { description: "The bytes", content: { "*/*": { schema: z.any() } } } },
});

const replay = events.act("replay", {
  operationId: "replayEvent",
  summary: "Process an event again.",
  responses: { 202: jsonAnswer(z.object({ count: z.int() }), "Queued") },
});

const replayMany = createRoute({
  method: "post",
  path: "/v1/events/replay",
  operationId: "replayEvents",
  tags,
  summary: "Process (and send) all events of a filter again, newest first; with `dryRun` only count them.",
  ...requires("events:write"),
  request: { body: jsonBody(replayManySchema), headers: idempotencyHeaders },
  responses: { 202: jsonAnswer(z.object({ count: z.int() }), "How many are processed again") },
});

export function eventRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(list, async (c) => {
    const { context } = c.env;
    const { limit, cursor, since, until, endpointId, ...filter } = c.req.valid("query");
    const page = await listEvents(
      context.db,
      callerOrganization(c.var.principal),
      {
        ...filter,
        endpointId: endpointId as Id<"endpoint"> | undefined,
        since: since === undefined ? undefined : Date.parse(since),
        until: until === undefined ? undefined : Date.parse(until),
      },
      { limit, before: decodeCursor(cursor, "events", 1)?.[0] ?? null },
    );
    const options = { fetchLarge: false, endpointOf: endpointsOnce(context.db) };
    const data = await Promise.all(page.rows.map((row) => presentEvent(row, context, options)));
    const nextCursor = page.next === null ? null : encodeCursor("events", page.next);
    return c.json({ data, nextCursor, partial: page.partial }, 200);
  });

  app.openapi(get, async (c) => {
    const row = await find(c);
    return c.json(await presentEvent(row, c.env.context, { fetchLarge: true }), 200);
  });

  app.openapi(raw, async (c) => {
    const row = await find(c);
    const bytes = await loadBody(row, c.env.context);
    if (bytes === null) {
      throw new Problem("not_found", "The bytes are gone: their retention ended.");
    }
    // whatever a sender calls its bytes, no browser may run them in this origin
    return new Response(bytes, {
      headers: {
        "content-type": row.contentType,
        "content-disposition": "attachment",
        "content-security-policy": "sandbox; default-src 'none'",
        "x-content-type-options": "nosniff",
      },
    });
  });

  app.openapi(replay, async (c) => {
    const { context } = c.env;
    const { organizationId, id: eventId } = await find(c);
    const run = newId("request", context.clock());
    await queueOrPark({ kind: "replay", organizationId, eventId, run }, context);
    return c.json({ count: 1 }, 202);
  });

  app.openapi(replayMany, async (c) => {
    const { context } = c.env;
    const { filter, dryRun } = c.req.valid("json");
    const organizationId = callerOrganization(c.var.principal);
    const now = context.clock();
    const { since, until, ...rest } = filter;
    const wanted = { ...rest, ...(since === undefined ? {} : { since: Date.parse(since) }) };
    // what comes from now on is no part of it, whatever its clock says
    const before = lowestId("event", Math.min(until === undefined ? now + 1 : Date.parse(until), now + 1));
    const count = await countEvents(context.db, { organizationId, filter: wanted, before });
    if (!dryRun && count > 0) {
      const id = newId("request", now);
      await queueOrPark({ kind: "replay-many", id, organizationId, filter: wanted, before }, context);
    }
    return c.json({ count }, 202);
  });
}

/** A queue that refuses must not lose what was accepted: the sweep queues it. */
async function queueOrPark(message: EventMessage, context: Context): Promise<void> {
  const queued = await context.eventQueue.send(message);
  if (!queued.ok) {
    context.log.error("api.queue_refused", { organizationId: message.organizationId }, queued.cause);
    await parkMessage(context.db, message, { origin: "refused", now: context.clock() });
  }
}
