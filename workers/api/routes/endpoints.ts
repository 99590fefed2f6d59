import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { forgetRegistered, keepRegistered } from "../../../shared/connections/keep-registered.ts";
import {
  deleteEndpoint,
  type EndpointRow,
  findEndpoint,
  insertEndpoint,
  listEndpoints,
  updateEndpoint,
} from "../../../shared/db/queries/endpoints.ts";
import { closeIncident } from "../../../shared/db/queries/incidents.ts";
import { rejectionCountsOf } from "../../../shared/db/queries/rejections.ts";
import { Problem } from "../../../shared/errors.ts";
import { newId } from "../../../shared/ids.ts";
import { sealSecret } from "../../../shared/inbound/endpoint-identity.ts";
import { resumed } from "../../../shared/policy/silence.ts";
import { findProvider } from "../../../shared/providers/registry.ts";
import { callerOrganization } from "../caller.ts";
import { checkConnection, checkEndpoint, schemeOf } from "../endpoints/check.ts";
import {
  createEndpointSchema,
  endpointSchema,
  patchEndpointSchema,
  presentEndpoint,
  rotatedSchema,
  rotateSchema,
} from "../endpoints/schema.ts";
import { generateSecret, rotate } from "../endpoints/secrets.ts";
import { explain, verifiedSchema, verifySchema } from "../endpoints/verify.ts";
import { finder } from "../found.ts";
import { requires } from "../middleware/access.ts";
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
const params = idParams("endpoint");
const find = finder("endpoint", findEndpoint);

const create = createRoute({
  method: "post",
  path: "/v1/endpoints",
  operationId: "createEndpoint",
  tags,
  summary: "Create an inbound endpoint; paste its `url` at the provider.",
  ...requires("endpoints:write"),
  request: { body: jsonBody(createEndpointSchema), headers: idempotencyHeaders },
  responses: { 201: jsonAnswer(endpointSchema, "Created"), ...problems(409, 422) },
});

const list = createRoute({
  method: "get",
  path: "/v1/endpoints",
  operationId: "listEndpoints",
  tags,
  summary: "List endpoints, newest first.",
  ...requires("endpoints:read"),
  request: { query: z.strictObject(pageQuery) },
  responses: { 200: jsonAnswer(pageOf(endpointSchema), "A page"), ...problems(400, 422) },
});

const get = createRoute({
  method: "get",
  path: "/v1/endpoints/{id}",
  operationId: "getEndpoint",
  tags,
  summary: "Get an endpoint with its live secrets (never their values) and what it refused.",
  ...requires("endpoints:read"),
  request: { params },
  responses: { 200: jsonAnswer(endpointSchema, "The endpoint"), ...problems(404) },
});

const patch = createRoute({
  method: "patch",
  path: "/v1/endpoints/{id}",
  operationId: "updateEndpoint",
  tags,
  summary: "Enable, disable, describe, or choose the event types that are handled.",
  ...requires("endpoints:write"),
  request: { params, body: jsonBody(patchEndpointSchema) },
  responses: { 200: jsonAnswer(endpointSchema, "Changed"), ...problems(404, 409, 422) },
});

const remove = createRoute({
  method: "delete",
  path: "/v1/endpoints/{id}",
  operationId: "deleteEndpoint",
  tags,
  summary: "Delete an endpoint; its events stay.",
  ...requires("endpoints:write"),
  request: { params },
  responses: { 204: { description: "Deleted" }, ...problems(404) },
});

const rotateSecret = createRoute({
  method: "post",
  path: "/v1/endpoints/{id}/rotate-secret",
  operationId: "rotateEndpointSecret",
  tags,
  summary:
    "Set a new secret. The old ones verify for another 24 h, or as long as you say; 0 revokes them at once.",
  ...requires("endpoints:write"),
  request: { params, body: jsonBody(rotateSchema), headers: idempotencyHeaders },
  responses: {
    200: jsonAnswer(rotatedSchema, "Rotated; a secret made by the platform is shown this once"),
    ...problems(404, 409, 422),
  },
});

const verify = createRoute({
  method: "post",
  path: "/v1/endpoints/{id}/verify",
  operationId: "verifyCapturedRequest",
  tags,
  summary:
    "Say of a captured request which step of the verification fails and what was expected. Nothing is stored; neither a secret nor a valid signature is shown.",
  ...requires("endpoints:write"),
  request: { params, body: jsonBody(verifySchema) },
  responses: { 200: jsonAnswer(verifiedSchema, "What the endpoint makes of it"), ...problems(404, 422) },
});

export function endpointRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(create, async (c) => {
    const { context } = c.env;
    const input = c.req.valid("json");
    const verification = await checkEndpoint(input);
    const organizationId = callerOrganization(c.var.principal);
    const connectionId = await checkConnection(input, organizationId, context);
    const now = context.clock();
    const id = newId("endpoint", now);
    const secret = input.secret ?? findProvider(input.provider)?.webhook?.secret.published;
    const origin = context.settings.PUBLIC_ORIGIN ?? new URL(c.req.url).origin;
    const row: EndpointRow = {
      id,
      organizationId,
      provider: input.provider,
      url: `${origin}/webhooks/${input.provider}/${id}`,
      description: input.description ?? null,
      enabled: true,
      verification,
      scheme: input.scheme ?? null,
      events: input.events ?? null,
      secrets: secret === undefined ? [] : [await sealSecret(context, { organizationId, id }, secret)],
      connectionId,
      registration: connectionId === null ? null : { externalId: null, error: null, checkedAt: 0 },
      activity: null,
      watchedAt: null,
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
    await insertEndpoint(context.db, row);
    if (connectionId !== null) {
      await keepRegistered(row, context);
    }
    const stored = connectionId === null ? row : await findEndpoint(context.db, organizationId, id);
    return c.json(presentEndpoint(stored ?? row, {}, now), 201);
  });

  app.openapi(list, async (c) => {
    const { db, clock } = c.env.context;
    const { limit, cursor } = c.req.valid("query");
    const before = decodeCursor(cursor, "endpoints", 1)?.[0] ?? null;
    const rows = await listEndpoints(db, callerOrganization(c.var.principal), { limit: limit + 1, before });
    const counts = await rejectionCountsOf(
      db,
      rows.map(({ id }) => id),
    );
    const item = (row: EndpointRow) => presentEndpoint(row, counts.get(row.id) ?? {}, clock());
    return c.json(pageAnswer(rows, limit, { list: "endpoints", item, key: (row) => [row.id] }), 200);
  });

  app.openapi(get, async (c) => c.json(await answer(c), 200));

  app.openapi(patch, async (c) => {
    const { db, clock } = c.env.context;
    const row = await find(c);
    const { enabled, events, description } = c.req.valid("json");
    const now = clock();
    const isResumed = enabled === true && !row.enabled;
    const change = {
      ...(isResumed ? { activity: resumed(row.activity, now), watchedAt: now } : {}),
      ...(enabled === undefined ? {} : { enabled }),
      ...(events === undefined ? {} : { events }),
      ...(description === undefined ? {} : { description }),
    };
    if (!(await updateEndpoint(db, row, change, now))) {
      throw changedMeanwhile();
    }
    if (isResumed) {
      const { organizationId, id: subject } = row;
      await closeIncident(db, { organizationId, kind: "endpoint_silent", subject }, now);
    }
    if (row.connectionId !== null && events !== undefined) {
      await keepRegistered(await find(c), c.env.context);
    }
    return c.json(await answer(c), 200);
  });

  app.openapi(remove, async (c) => {
    const { context } = c.env;
    const row = await find(c);
    if (!(await deleteEndpoint(context.db, row.organizationId, row.id))) {
      throw missing();
    }
    context.defer(forgetRegistered(row, context));
    return c.body(null, 204);
  });

  app.openapi(verify, async (c) =>
    c.json(await explain(await find(c), c.req.valid("json"), c.env.context), 200),
  );

  app.openapi(rotateSecret, async (c) => {
    const { context } = c.env;
    const { secret: given, expireOldAfterSeconds } = c.req.valid("json");
    const row = await find(c);
    const made = given === undefined ? generateSecret(schemeOf(row)) : null;
    const secrets = await rotate(context, row, { secret: given ?? made ?? "", expireOldAfterSeconds });
    if (!(await updateEndpoint(context.db, row, { secrets }, context.clock()))) {
      throw changedMeanwhile();
    }
    return c.json({ ...(await answer(c)), secret: made }, 200);
  });
}

type EndpointCall = {
  readonly env: ApiEnv["Bindings"];
  readonly var: ApiEnv["Variables"];
  readonly req: { valid(target: "param"): { id: string } };
};

async function answer(c: EndpointCall) {
  const row = await find(c);
  const { db, clock } = c.env.context;
  const counts = await rejectionCountsOf(db, [row.id]);
  return presentEndpoint(row, counts.get(row.id) ?? {}, clock());
}

function missing(): Problem {
  return new Problem("not_found", "There is no endpoint with this id.");
}

function changedMeanwhile(): Problem {
  return new Problem(
    "conflict",
    "The endpoint was changed by another request meanwhile. Read it and try again.",
  );
}
