import type { OpenAPIHono } from "@hono/zod-openapi";
import { change, prove, unproven } from "../../../shared/connections/prove.ts";
import {
  type ConnectionRow,
  deleteConnection,
  findConnection,
  insertConnection,
  listConnections,
  wakeHeldJobs,
} from "../../../shared/db/queries/connections.ts";
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
import { finder, notFound } from "../found.ts";
import { healthOf, healthSchema, presentHealth } from "../health/connection.ts";
import { pageById } from "../pages.ts";
import { resource } from "../resource.ts";
import { idParams, jsonAnswer, pageOf, pageQuery, problems } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const tags = ["Connections"];
const connections = resource({
  path: "/v1/connections",
  params: idParams("connection"),
  tags,
  read: "connections:read",
  write: "connections:write",
});
const find = finder("connection", findConnection);
const connectionWithHealthSchema = connectionSchema
  .extend({ health: healthSchema })
  .openapi("ConnectionWithHealth");

const create = connections.create({
  operationId: "createConnection",
  summary:
    "Store an organization's credentials at a provider. They are validated at once: `active`, or `error` with the reason.",
  body: createConnectionSchema,
  responses: { 201: jsonAnswer(connectionSchema, "Stored") },
});

const list = connections.list({
  operationId: "listConnections",
  summary: "List connections, newest first.",
  query: { ...pageQuery, ...connectionFilter },
  page: pageOf(connectionSchema),
});

const get = connections.get({
  operationId: "getConnection",
  summary: "Get a connection; its credentials are never shown.",
  responses: { 200: jsonAnswer(connectionWithHealthSchema, "The connection") },
});

const patch = connections.patch({
  operationId: "updateConnection",
  summary: "Name, configure, disable or enable a connection. While it is disabled its jobs wait.",
  body: patchConnectionSchema,
  responses: { 200: jsonAnswer(connectionSchema, "Changed"), ...problems(409) },
});

const remove = connections.remove({
  operationId: "deleteConnection",
  summary: "Delete a connection with its credentials; jobs that still name it end as `blocked`.",
  responses: { 204: { description: "Deleted" } },
});

const validate = connections.act("validate", {
  operationId: "validateConnection",
  summary: "Ask the provider whether the credential holds; a connection that does sends its waiting jobs.",
  responses: { 200: jsonAnswer(validationSchema, "What the provider said") },
});

const rotate = connections.actWith("rotate-credentials", {
  operationId: "rotateConnectionCredentials",
  summary: "Replace the credentials, all of them; they are validated at once. The id and the jobs stay.",
  body: rotateCredentialsSchema,
  responses: { 200: jsonAnswer(connectionSchema, "Replaced") },
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
    const page = await pageById(c, {
      list: "connections",
      read: (db, organizationId, page, filter) => listConnections(db, organizationId, filter, page),
      item: presentConnection,
    });
    return c.json(page, 200);
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
      throw notFound("connection");
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
