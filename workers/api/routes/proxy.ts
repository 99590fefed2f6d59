import { type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context as HonoContext } from "hono";
import { useConnection } from "../../../shared/connections/usable.ts";
import { findConnection } from "../../../shared/db/queries/connections.ts";
import { Problem } from "../../../shared/errors.ts";
import { isId } from "../../../shared/ids.ts";
import { callerOrganization } from "../caller.ts";
import { providerOf } from "../connections/prove.ts";
import { notFound } from "../found.ts";
import { mayCall } from "../middleware/access.ts";
import { forward } from "../proxy/forward.ts";
import { idSchema, problems } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const SCOPE = "proxy:write";
const METHODS = ["get", "post", "put", "patch", "delete"] as const;

/** Any call of the provider's own API. The path has slashes of its own, which the router's typed routes do not know. */
export function proxyRoutes(app: OpenAPIHono<ApiEnv>): void {
  for (const method of METHODS) {
    app.openAPIRegistry.registerPath({
      method,
      path: "/v1/connections/{id}/proxy/{path}",
      operationId: `${method}ThroughProxy`,
      tags: ["Connections"],
      summary: `Make a ${method.toUpperCase()} call of the provider's own API, with the connection's credential, limits and breakers. HEAD and OPTIONS work too.`,
      security: [{ key: [] }],
      "x-requires": SCOPE,
      request: {
        params: z.object({
          id: idSchema("connection"),
          path: z.string().openapi({ description: "After the API's base URL, slashes as they are." }),
        }),
      },
      responses: {
        200: { description: "The provider's answer", content: { "*/*": { schema: z.unknown() } } },
        default: { description: "The provider's answer, with `X-Causeway-Attempts`" },
        ...problems(404, 409, 422, 502, 503, 504),
      },
    });
  }
  app.all("/v1/connections/:id/proxy/*", mayCall(SCOPE), answer);
}

/** As it was written, for an id may be escaped. */
const PREFIX = /^\/v1\/connections\/[^/]+\/proxy/;

async function answer(c: HonoContext<ApiEnv>): Promise<Response> {
  const { context } = c.env;
  const id = c.req.param("id") ?? "";
  const row = isId("connection", id)
    ? await findConnection(context.db, callerOrganization(c.var.principal), id)
    : null;
  if (row === null) {
    throw notFound("connection");
  }
  const provider = providerOf(row.provider);
  const { api } = provider;
  if (api === undefined) {
    throw new Problem("proxy_not_supported", `${provider.name} has no API that a connection can call.`);
  }
  const usable = await useConnection(row, context);
  if (usable.kind === "held") {
    throw new Problem(
      "connection_not_usable",
      `The connection is ${usable.status}. GET /v1/connections/{id} says what to do.`,
      usable.status === "refreshing" ? { headers: { "retry-after": "30" } } : {},
    );
  }
  const [prefix = ""] = PREFIX.exec(new URL(c.req.url).pathname) ?? [];
  const { row: current, opened } = usable;
  return await forward({ provider, api, row: current, opened, request: c.req.raw, prefix }, context);
}
