import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { change, prove, unproven } from "../../../shared/connections/prove.ts";
import {
  type ConnectionRow,
  deleteConnection,
  findConnection,
  insertConnection,
  listConnections,
  wakeHeldJobs,
} from "../../../shared/db/queries/connections.ts";
import { Problem } from "../../../shared/errors.ts";
import { newId } from "../../../shared/ids.ts";
import { callerOrganization } from "../caller.ts";
import { connectableProvider, enabledStatus, providerOf, validateNow } from "../connections/prove.ts";
import {
  connectionFilter,
  connectionSchema,
  createConnectionSchema,
  patchConnectionSchema,
  presentConnection,
  rotateCredentialsSchema,
  validationSchema,
} from "../connections/schema.ts";
import { finder } from "../found.ts";
import { healthOf, healthSchema, presentHealth } from "../health/connection.ts";
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

const tags = ["Connections"];
const params = idParams("connection");
const find = finder("connection", findConnection);
const connectionWithHealthSchema = connectionSchema
  .extend({ health: healthSchema })
  .openapi("ConnectionWithHealth");

const create = createRoute({
  method: "post",
  path: "/v1/connections",
  operationId: "createConnection",
  tags,
  summary:
    "Store an organization's credentials at a provider. They are validated at once: `active`, or `error` with the reason.",
  ...requires("connections:write"),
  request: { body: jsonBody(createConnectionSchema), headers: idempotencyHeaders },
  responses: { 201: jsonAnswer(connectionSchema, "Stored"), ...problems(409, 422) },
});

const list = createRoute({
  method: "get",
  path: "/v1/connections",
  operationId: "listConnections",
  tags,
  summary: "List connections, newest first.",
  ...requires("connections:read"),
  request: { query: z.strictObject({ ...pageQuery, ...connectionFilter }) },
  responses: { 200: jsonAnswer(pageOf(connectionSchema), "A page"), ...problems(400, 422) },
});

const get = createRoute({
  method: "get",
  path: "/v1/connections/{id}",
  operationId: "getConnection",
  tags,
  summary: "Get a connection; its credentials are never shown.",
  ...requires("connections:read"),
  request: { params },
  responses: { 200: jsonAnswer(connectionWithHealthSchema, "The connection"), ...problems(404) },
});

const patch = createRoute({
  method: "patch",
  path: "/v1/connections/{id}",
  operationId: "updateConnection",
  tags,
  summary: "Name, configure, disable or enable a connection. While it is disabled its jobs wait.",
  ...requires("connections:write"),
  request: { params, body: jsonBody(patchConnectionSchema) },
  responses: { 200: jsonAnswer(connectionSchema, "Changed"), ...problems(404, 409, 422) },
});

const remove = createRoute({
  method: "delete",
  path: "/v1/connections/{id}",
  operationId: "deleteConnection",
  tags,
  summary: "Delete a connection with its credentials; jobs that still name it end as `blocked`.",
  ...requires("connections:write"),
  request: { params },
  responses: { 204: { description: "Deleted" }, ...problems(404) },
});

const validate = createRoute({
  method: "post",
  path: "/v1/connections/{id}/validate",
  operationId: "validateConnection",
  tags,
  summary: "Ask the provider whether the credential holds; a connection that does sends its waiting jobs.",
  ...requires("connections:write"),
  request: { params, headers: idempotencyHeaders },
  responses: { 200: jsonAnswer(validationSchema, "What the provider said"), ...problems(404, 409, 422) },
});

const rotate = createRoute({
  method: "post",
  path: "/v1/connections/{id}/rotate-credentials",
  operationId: "rotateConnectionCredentials",
  tags,
  summary: "Replace the credentials, all of them; they are validated at once. The id and the jobs stay.",
  ...requires("connections:write"),
  request: { params, body: jsonBody(rotateCredentialsSchema), headers: idempotencyHeaders },
  responses: { 200: jsonAnswer(connectionSchema, "Replaced"), ...problems(404, 409, 422) },
});

export function connectionRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(create, async (c) => {
    const { context } = c.env;
    const { provider: providerId, name, credentials, config, ...more } = c.req.valid("json");
    const provider = connectableProvider(providerId, context);
    const now = context.clock();
    const identity = {
      organizationId: callerOrganization(c.var.principal),
      id: newId("connection", now),
      config: config ?? {},
      externalAccountId: more.externalAccountId ?? null,
    };
    const later = credentials === undefined && provider.auth.oauth2 !== undefined;
    const proven = later
      ? await unproven(provider, identity, context)
      : await prove(
          provider,
          { ...identity, generation: 0 },
          { credentials: credentials ?? {}, tools: context },
        );
    const times = { createdAt: now, updatedAt: now };
    const row: ConnectionRow = {
      ...identity,
      provider: provider.id,
      name: name ?? null,
      agentId: more.agentId ?? null,
      failures: null,
      ...proven,
      ...times,
    };
    await insertConnection(context.db, row);
    return c.json(presentConnection(row), 201);
  });

  app.openapi(list, async (c) => {
    const { limit, cursor, ...filter } = c.req.valid("query");
    const rows = await listConnections(c.env.context.db, callerOrganization(c.var.principal), filter, {
      limit: limit + 1,
      before: decodeCursor(cursor, "connections", 1)?.[0] ?? null,
    });
    return c.json(
      pageAnswer(rows, limit, { list: "connections", item: presentConnection, key: (row) => [row.id] }),
      200,
    );
  });

  app.openapi(get, async (c) => {
    const { context } = c.env;
    const row = await find(c);
    const health = presentHealth(await healthOf(row, context), context.clock());
    return c.json({ ...presentConnection(row), health }, 200);
  });

  app.openapi(patch, async (c) => {
    const row = await find(c);
    const { name, config, enabled } = c.req.valid("json");
    const disabled = row.status === "disabled";
    const status = enabled === true && disabled ? enabledStatus(row) : enabled === false ? "disabled" : null;
    const changed = await change(
      row,
      {
        ...(name === undefined ? {} : { name }),
        ...(config === undefined ? {} : { config }),
        ...(status === null ? {} : { status }),
      },
      c.env.context,
    );
    return c.json(presentConnection(changed), 200);
  });

  app.openapi(remove, async (c) => {
    const { db, clock } = c.env.context;
    const row = await find(c);
    if (!(await deleteConnection(db, row.organizationId, row.id))) {
      throw missing();
    }
    await wakeHeldJobs(db, row, { gate: "connection", now: clock() });
    return c.body(null, 204);
  });

  app.openapi(validate, async (c) => {
    return c.json(await validateNow(await find(c), c.env.context), 200);
  });

  app.openapi(rotate, async (c) => {
    const { context } = c.env;
    const row = await find(c);
    const { credentials } = c.req.valid("json");
    const { status, ...proven } = await prove(providerOf(row.provider), row, { credentials, tools: context });
    const changed = await change(
      row,
      { ...proven, ...(row.status === "disabled" ? {} : { status }) },
      context,
    );
    return c.json(presentConnection(changed), 200);
  });
}

function missing(): Problem {
  return new Problem("not_found", "There is no connection with this id.");
}
