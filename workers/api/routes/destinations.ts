import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
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
import { requires } from "../middleware/access.ts";
import { expiring } from "../rotation.ts";
import {
  decodeCursor,
  idempotencyHeaders,
  idParams,
  jsonAnswer,
  jsonBody,
  pageAnswer,
  pageOf,
  pageQuery,
  problems,
} from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const tags = ["Webhooks in"];
const params = idParams("destination");
const find = finder("destination", findDestination);
const path = "/v1/destinations/{id}";

/** Deliveries that one call takes up again; the answer says how many are left to another. */
const RECOVERED_AT_ONCE = 10_000;

const create = createRoute({
  method: "post",
  path: "/v1/destinations",
  operationId: "createDestination",
  tags,
  summary: "Send events to a URL of yours, signed by Standard Webhooks.",
  ...requires("destinations:write"),
  request: { body: jsonBody(createDestinationSchema), headers: idempotencyHeaders },
  responses: { 201: jsonAnswer(withSecretSchema, "Created"), ...problems(409, 422) },
});

const list = createRoute({
  method: "get",
  path: "/v1/destinations",
  operationId: "listDestinations",
  tags,
  summary: "List destinations, oldest first.",
  ...requires("destinations:read"),
  request: { query: z.strictObject(pageQuery) },
  responses: { 200: jsonAnswer(pageOf(destinationSchema), "A page"), ...problems(400, 422) },
});

const get = createRoute({
  method: "get",
  path,
  operationId: "getDestination",
  tags,
  summary: "Get a destination with its live secrets (never their values).",
  ...requires("destinations:read"),
  request: { params },
  responses: { 200: jsonAnswer(destinationSchema, "The destination"), ...problems(404) },
});

const patch = createRoute({
  method: "patch",
  path,
  operationId: "updateDestination",
  tags,
  summary: "Change a destination, switch it off (its events are held) or on again.",
  ...requires("destinations:write"),
  request: { params, body: jsonBody(patchDestinationSchema) },
  responses: { 200: jsonAnswer(destinationSchema, "Changed"), ...problems(404, 422) },
});

const remove = createRoute({
  method: "delete",
  path,
  operationId: "deleteDestination",
  tags,
  summary: "Delete a destination; nothing more is sent to it.",
  ...requires("destinations:write"),
  request: { params },
  responses: { 204: { description: "Deleted" }, ...problems(404) },
});

const rotateSecret = createRoute({
  method: "post",
  path: `${path}/rotate-secret`,
  operationId: "rotateDestinationSecret",
  tags,
  summary: "Set a new secret. Until the old ones expire every one of them signs as well.",
  ...requires("destinations:write"),
  request: { params, body: jsonBody(rotateDestinationSchema), headers: idempotencyHeaders },
  responses: { 200: jsonAnswer(withSecretSchema, "Rotated"), ...problems(404, 409, 422) },
});

const test = createRoute({
  method: "post",
  path: `${path}/test`,
  operationId: "testDestination",
  tags,
  summary:
    "Send a signed `causeway.test` event now, and say what the destination answered. Nothing is stored.",
  ...requires("destinations:write"),
  request: { params, headers: idempotencyHeaders },
  responses: {
    200: jsonAnswer(deliverySchema.shape.attempts.element, "What came of it"),
    ...problems(404, 409),
  },
});

const recover = createRoute({
  method: "post",
  path: `${path}/recover`,
  operationId: "recoverDestination",
  tags,
  summary:
    "Send again what was held or failed for good, by the time its event was received; with `dryRun` only count it.",
  ...requires("destinations:write"),
  request: { params, body: jsonBody(recoverSchema), headers: idempotencyHeaders },
  responses: {
    202: jsonAnswer(z.object({ count: z.int(), remaining: z.int() }), "How many are on their way"),
    ...problems(404, 409, 422),
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
    const { db, clock } = c.env.context;
    const { limit, cursor } = c.req.valid("query");
    const after = decodeCursor(cursor, "destinations", 1)?.[0] ?? null;
    const rows = await listDestinations(db, callerOrganization(c.var.principal), { limit: limit + 1, after });
    const item = (row: DestinationRow) => presentDestination(row, clock());
    return c.json(pageAnswer(rows, limit, { list: "destinations", item, key: (row) => [row.id] }), 200);
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
      ...defined({ ...change, url: target }),
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
      throw new Problem("validation_failed", "Correct the fields named in `errors`.", {
        errors: [{ path: "body.until", message: "must be later than `since`" }],
      });
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

/** Without the fields that were not sent. */
function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
