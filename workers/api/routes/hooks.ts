import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import {
  type DestinationRow,
  deleteHook,
  destinationsOf,
  updateDestination,
} from "../../../shared/db/queries/destinations.ts";
import { listEvents } from "../../../shared/db/queries/events.ts";
import { endTroubles } from "../../../shared/destinations/trouble.ts";
import { type Id, newId } from "../../../shared/ids.ts";
import { cloudEventOf } from "../../../shared/inbound/cloud-event.ts";
import { newStandardSecret } from "../../../shared/signatures/standard-signature.ts";
import type { Context } from "../../context.ts";
import { callerOrganization } from "../caller.ts";
import { checkTarget, createDestination } from "../destinations/create.ts";
import { testEvent } from "../destinations/test-event.ts";
import { cloudEventSchema } from "../events/present.ts";
import { requires } from "../middleware/access.ts";
import { idempotencyHeaders, idParams, idSchema, jsonAnswer, jsonBody } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const tags = ["Webhooks in"];
const type = z.string().min(1).max(200).openapi({ example: "stripe.invoice.*" });

/** Events of a sample, the newest first. */
const SAMPLES = 3;

const subscribe = createRoute({
  method: "post",
  path: "/v1/hooks",
  operationId: "subscribeHook",
  tags,
  summary:
    "REST hook, as Zapier subscribes: events of a type go to the URL until it is unsubscribed or answers 410.",
  ...requires("destinations:write"),
  request: {
    body: jsonBody(
      z.strictObject({
        target_url: z
          .string()
          .min(1)
          .max(4_000)
          .openapi({ example: "https://hooks.zapier.com/hooks/standard/1/a/" }),
        event: type,
      }),
    ),
    headers: idempotencyHeaders,
  },
  responses: { 201: jsonAnswer(z.object({ id: idSchema("destination") }), "Subscribed") },
});

const unsubscribe = createRoute({
  method: "delete",
  path: "/v1/hooks/{id}",
  operationId: "unsubscribeHook",
  tags,
  summary:
    "End a REST hook's subscription; one that has ended is no error. Other destinations are not touched.",
  ...requires("destinations:write"),
  request: { params: idParams("destination") },
  responses: { 204: { description: "Unsubscribed" } },
});

const sample = createRoute({
  method: "get",
  path: "/v1/hooks/sample",
  operationId: "sampleHook",
  tags,
  summary:
    "The newest events of a type, in a bare list and the form in which hooks get them; a made-up one where there are none.",
  ...requires("events:read"),
  request: { query: z.strictObject({ event: type.optional() }) },
  responses: { 200: jsonAnswer(z.array(cloudEventSchema), "Events") },
});

export function hookRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(subscribe, async (c) => {
    const { context } = c.env;
    const { target_url, event } = c.req.valid("json");
    const url = checkTarget(target_url, context, "target_url");
    const organizationId = callerOrganization(c.var.principal);
    const find = async () =>
      (await destinationsOf(context.db, [organizationId])).find(
        (row) =>
          row.source === "hook" && row.url === url && row.events.length === 1 && row.events[0] === event,
      );
    const hook = { url, events: [event], secret: newStandardSecret(), source: "hook" } as const;
    const known = await find();
    const made = known ?? (await createDestination(organizationId, hook, context));
    // another one may have come at once
    const row = known ?? (await find()) ?? made;
    if (row.status === "failing") {
      await beginAnew(row, context);
    }
    return c.json({ id: row.id }, 201);
  });

  app.openapi(unsubscribe, async (c) => {
    const id = c.req.valid("param").id as Id<"destination">;
    const hook = { organizationId: callerOrganization(c.var.principal), id };
    if (await deleteHook(c.env.context.db, hook)) {
      await endTroubles(hook, c.env.context);
    }
    return c.body(null, 204);
  });

  app.openapi(sample, async (c) => {
    const { context } = c.env;
    const { event } = c.req.valid("query");
    const organizationId = callerOrganization(c.var.principal);
    const { rows } = await listEvents(
      context.db,
      organizationId,
      { type: event },
      { limit: SAMPLES, before: null },
    );
    const events = await Promise.all(rows.map((row) => cloudEventOf(row, context, { fetchLarge: false })));
    const now = context.clock();
    return c.json(events.length > 0 ? events : [testEvent(newId("event", now), now)], 200);
  });
}

/** Who subscribes again is there again: what was switched off for its failures gets events from now on. */
async function beginAnew(row: DestinationRow, context: Context): Promise<void> {
  const fresh = { status: "enabled", failingSince: null, warnedAt: null } as const;
  await updateDestination(context.db, row, { ...fresh, updatedAt: context.clock() });
  await endTroubles(row, context);
}
