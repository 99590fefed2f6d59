import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { countRecoverable, recoverDeliveries } from "../../../shared/db/queries/deliveries.ts";
import {
  type DestinationRow,
  deleteDestination,
  findDestination,
  listDestinations,
  updateDestination,
} from "../../../shared/db/queries/destinations.ts";
import { closeIncident } from "../../../shared/db/queries/incidents.ts";
import { attemptDelivery } from "../../../shared/destinations/attempt.ts";
import { attemptTools, signerOf } from "../../../shared/destinations/tools.ts";
import { endTroubles } from "../../../shared/destinations/trouble.ts";
import { Problem } from "../../../shared/errors.ts";
import { newId } from "../../../shared/ids.ts";
import { callerOrganization } from "../caller.ts";
import { definedFields } from "../defined.ts";
import {
  checkSecret,
  checkTarget,
  createDestination,
  sealDestinationSecret,
} from "../destinations/create.ts";
import {
  createDestinationSchema,
  deliverySchema,
  destinationSchema,
  patchDestinationSchema,
  presentDestination,
  recoverSchema,
  rotateDestinationSchema,
  withSecretSchema,
} from "../destinations/schema.ts";
import { testEvent } from "../destinations/test-event.ts";
import { finder } from "../found.ts";
import { pageById } from "../pages.ts";
import { resource } from "../resource.ts";
import { expiring } from "../rotation.ts";
import { idParams, jsonAnswer, pageOf, pageQuery } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";
import { invalidField } from "../validation.ts";

const tags = ["Webhooks in"];
const destinations = resource({
  path: "/v1/destinations",
  params: idParams("destination"),
  tags,
  read: "destinations:read",
  write: "destinations:write",
});
const find = finder("destination", findDestination);

/** Deliveries that one call takes up again; the answer says how many are left to another. */
const RECOVERED_AT_ONCE = 10_000;

const create = destinations.create({
  operationId: "createDestination",
  summary: "Send events to a URL of yours, signed by Standard Webhooks.",
  body: createDestinationSchema,
  responses: { 201: jsonAnswer(withSecretSchema, "Created") },
});

const list = destinations.list({
  operationId: "listDestinations",
  summary: "List destinations, oldest first.",
  query: pageQuery,
  page: pageOf(destinationSchema),
});

const get = destinations.get({
  operationId: "getDestination",
  summary: "Get a destination with its live secrets (never their values).",
  responses: { 200: jsonAnswer(destinationSchema, "The destination") },
});

const patch = destinations.patch({
  operationId: "updateDestination",
  summary: "Change a destination, switch it off (its events are held) or on again.",
  body: patchDestinationSchema,
  responses: { 200: jsonAnswer(destinationSchema, "Changed") },
});

const remove = destinations.remove({
  operationId: "deleteDestination",
  summary: "Delete a destination; nothing more is sent to it.",
  responses: { 204: { description: "Deleted" } },
});

const rotateSecret = destinations.actWith("rotate-secret", {
  operationId: "rotateDestinationSecret",
  summary: "Set a new secret. Until the old ones expire every one of them signs as well.",
  body: rotateDestinationSchema,
  responses: { 200: jsonAnswer(withSecretSchema, "Rotated") },
});

const test = destinations.act("test", {
  operationId: "testDestination",
  summary:
    "Send a signed `causeway.test` event now, and say what the destination answered. Nothing is stored.",
  responses: { 200: jsonAnswer(deliverySchema.shape.attempts.element, "What came of it") },
});

const recover = destinations.actWith("recover", {
  operationId: "recoverDestination",
  summary:
    "Send again what was held or failed for good, by the time its event was received; with `dryRun` only count it.",
  body: recoverSchema,
  responses: {
    202: jsonAnswer(z.object({ count: z.int(), remaining: z.int() }), "How many are on their way"),
  },
});

export function destinationRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(create, async (c) => {
    const { context } = c.env;
    const input = c.req.valid("json");
    const url = checkTarget(input.url, context);
    const secret = checkSecret(input.secret);
    const row = await createDestination(
      callerOrganization(c.var.principal),
      { ...input, url, secret, source: "api" },
      context,
    );
    return c.json({ ...presentDestination(row, context.clock()), secret }, 201);
  });

  app.openapi(list, async (c) => {
    const now = c.env.context.clock();
    const item = (row: DestinationRow) => presentDestination(row, now);
    return c.json(await pageById(c, { list: "destinations", read: listDestinations, item }), 200);
  });

  app.openapi(get, async (c) => c.json(presentDestination(await find(c), c.env.context.clock()), 200));

  app.openapi(patch, async (c) => {
    const { context } = c.env;
    const row = await find(c);
    const { enabled, url, ...change } = c.req.valid("json");
    const now = context.clock();
    const target = url === undefined ? undefined : checkTarget(url, context);
    const hasFreshStart = enabled === true || (target !== undefined && target !== row.url);
    await updateDestination(context.db, row, {
      ...definedFields({ ...change, url: target }),
      ...(enabled === undefined ? {} : { status: enabled ? "enabled" : "paused" }),
      ...(hasFreshStart ? { failingSince: null, warnedAt: null } : {}),
      updatedAt: now,
    });
    const { organizationId, id: subject } = row;
    if (enabled === true) {
      await endTroubles(row, context);
    } else if (hasFreshStart) {
      await closeIncident(context.db, { organizationId, kind: "destination_failing", subject }, now);
    }
    return c.json(presentDestination(await find(c), now), 200);
  });

  app.openapi(remove, async (c) => {
    const row = await find(c);
    await deleteDestination(c.env.context.db, row.organizationId, row.id);
    await endTroubles(row, c.env.context);
    return c.body(null, 204);
  });

  app.openapi(rotateSecret, async (c) => {
    const { context } = c.env;
    const row = await find(c);
    const input = c.req.valid("json");
    const secret = checkSecret(input.secret);
    const now = context.clock();
    const old = expiring(row.secrets, input.expireOldAfterSeconds, now);
    const secrets = [await sealDestinationSecret(row, secret, context), ...old];
    await updateDestination(context.db, row, { secrets, updatedAt: now });
    return c.json({ ...presentDestination({ ...row, secrets, updatedAt: now }, now), secret }, 200);
  });

  app.openapi(test, async (c) => {
    const { context } = c.env;
    const row = await find(c);
    const now = context.clock();
    const event = testEvent(newId("event", now), now);
    const { attempt } = await attemptDelivery(
      { url: row.url, signer: await signerOf(row, context), id: event.id, body: JSON.stringify(event) },
      now,
      attemptTools(context),
    );
    return c.json(attempt, 200);
  });

  app.openapi(recover, async (c) => {
    const { context } = c.env;
    const row = await find(c);
    const input = c.req.valid("json");
    const [since, until] = [Date.parse(input.since), Date.parse(input.until)];
    if (since >= until) {
      throw invalidField("until", "must be later than `since`");
    }
    const range = { organizationId: row.organizationId, destinationId: row.id, since, until };
    if (input.dryRun) {
      return c.json({ count: await countRecoverable(context.db, range), remaining: 0 }, 202);
    }
    if (row.status !== "enabled") {
      throw new Problem(
        "destination_disabled",
        "Switch the destination on first: what is recovered would only be held again.",
      );
    }
    const options = { dueAt: context.clock(), limit: RECOVERED_AT_ONCE };
    const count = await recoverDeliveries(context.db, range, options);
    return c.json({ count, remaining: await countRecoverable(context.db, range) }, 202);
  });
}
