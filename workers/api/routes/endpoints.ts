import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
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
import { type CallWithId, finder, notFound } from "../found.ts";
import { requires } from "../middleware/access.ts";
import { publicOrigin } from "../origin.ts";
import { pageById } from "../pages.ts";
import { resource } from "../resource.ts";
import { idParams, jsonAnswer, jsonBody, pageOf, pageQuery, problems } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const tags = ["Webhooks in"];
const params = idParams("endpoint");
const endpoints = resource({
  path: "/v1/endpoints",
  params,
  tags,
  read: "endpoints:read",
  write: "endpoints:write",
});
const find = finder("endpoint", findEndpoint);

const create = endpoints.create({
  operationId: "createEndpoint",
  summary: "Create an inbound endpoint; paste its `url` at the provider.",
  body: createEndpointSchema,
  responses: { 201: jsonAnswer(endpointSchema, "Created") },
});

const list = endpoints.list({
  operationId: "listEndpoints",
  summary: "List endpoints, newest first.",
  query: pageQuery,
  page: pageOf(endpointSchema),
});

const get = endpoints.get({
  operationId: "getEndpoint",
  summary: "Get an endpoint with its live secrets (never their values) and what it refused.",
  responses: { 200: jsonAnswer(endpointSchema, "The endpoint") },
});

const patch = endpoints.patch({
  operationId: "updateEndpoint",
  summary: "Enable, disable, describe, or choose the event types that are handled.",
  body: patchEndpointSchema,
  responses: { 200: jsonAnswer(endpointSchema, "Changed"), ...problems(409) },
});

const remove = endpoints.remove({
  operationId: "deleteEndpoint",
  summary: "Delete an endpoint; its events stay.",
  responses: { 204: { description: "Deleted" } },
});

const rotateSecret = endpoints.actWith("rotate-secret", {
  operationId: "rotateEndpointSecret",
  summary:
    "Set a new secret. The old ones verify for another 24 h, or as long as you say; 0 revokes them at once.",
  body: rotateSchema,
  responses: { 200: jsonAnswer(rotatedSchema, "Rotated; a secret made by the platform is shown this once") },
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
  responses: { 200: jsonAnswer(verifiedSchema, "What the endpoint makes of it") },
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
    const origin = publicOrigin(c);
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
    const page = await pageById(c, { list: "endpoints", read: listEndpoints, item: (row) => row });
    const ids = page.data.map(({ id }) => id);
    const counts = await rejectionCountsOf(db, ids);
    const data = page.data.map((row) => presentEndpoint(row, counts.get(row.id) ?? {}, clock()));
    return c.json({ ...page, data }, 200);
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
      throw notFound("endpoint");
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

async function answer(c: CallWithId) {
  const row = await find(c);
  const { db, clock } = c.env.context;
  const counts = await rejectionCountsOf(db, [row.id]);
  return presentEndpoint(row, counts.get(row.id) ?? {}, clock());
}

function changedMeanwhile(): Problem {
  return new Problem(
    "conflict",
    "The endpoint was changed by another request meanwhile. Read it and try again.",
  );
}
