import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { listConnections } from "../../../shared/db/queries/connections.ts";
import { callerOrganization } from "../caller.ts";
import { healthOf, integrationHealthSchema, presentIntegrationHealth } from "../health/connection.ts";
import { requires } from "../middleware/access.ts";
import { decodeCursor, jsonAnswer, pageAnswer, pageOf, pageQuery, problems } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const health = createRoute({
  method: "get",
  path: "/v1/integrations/health",
  operationId: "listIntegrationHealth",
  tags: ["Health and figures"],
  summary: "The health of each connection, newest connection first.",
  ...requires("connections:read"),
  request: { query: z.strictObject({ ...pageQuery, provider: z.string().max(60).optional() }) },
  responses: { 200: jsonAnswer(pageOf(integrationHealthSchema), "A page"), ...problems(400, 422) },
});

export function integrationRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(health, async (c) => {
    const { context } = c.env;
    const { limit, cursor, provider } = c.req.valid("query");
    const rows = await listConnections(
      context.db,
      callerOrganization(c.var.principal),
      { provider },
      { limit: limit + 1, before: decodeCursor(cursor, "integrations", 1)?.[0] ?? null },
    );
    const page = pageAnswer(rows, limit, {
      list: "integrations",
      item: (row) => row,
      key: (row) => [row.id],
    });
    const known = await Promise.all(page.data.map((row) => healthOf(row, context)));
    const now = context.clock();
    return c.json(
      { data: known.map((one) => presentIntegrationHealth(one, now)), nextCursor: page.nextCursor },
      200,
    );
  });
}
