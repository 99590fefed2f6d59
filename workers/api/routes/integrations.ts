import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { listConnections } from "../../../shared/db/queries/connections.ts";
import { healthOf, integrationHealthSchema, presentIntegrationHealth } from "../health/connection.ts";
import { requires } from "../middleware/access.ts";
import { pageById } from "../pages.ts";
import { jsonAnswer, pageOf, pageQuery } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const health = createRoute({
  method: "get",
  path: "/v1/integrations/health",
  operationId: "listIntegrationHealth",
  tags: ["Health and figures"],
  summary: "The health of each connection, newest connection first.",
  ...requires("connections:read"),
  request: { query: z.strictObject({ ...pageQuery, provider: z.string().max(60).optional() }) },
  responses: { 200: jsonAnswer(pageOf(integrationHealthSchema), "A page") },
});

export function integrationRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(health, async (c) => {
    const { context } = c.env;
    const page = await pageById(c, {
      list: "integrations",
      read: (db, organizationId, page, filter) => listConnections(db, organizationId, filter, page),
      item: (row) => row,
    });
    const known = await Promise.all(page.data.map((row) => healthOf(row, context)));
    const now = context.clock();
    return c.json(
      { data: known.map((one) => presentIntegrationHealth(one, now)), nextCursor: page.nextCursor },
      200,
    );
  });
}
