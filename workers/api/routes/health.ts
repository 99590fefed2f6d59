import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { jsonAnswer } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

export const VERSION = "0.1.0";

const health = createRoute({
  method: "get",
  path: "/health",
  operationId: "getHealth",
  tags: ["Platform"],
  summary: "Whether the platform answers; no credentials needed.",
  responses: { 200: jsonAnswer(z.object({ status: z.literal("ok"), version: z.string() }), "It answers.") },
});

export function healthRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(health, (c) => c.json({ status: "ok" as const, version: VERSION }, 200));
}
