import { createMiddleware } from "hono/factory";
import { routePath } from "hono/route";
import type { ApiEnv } from "../types.ts";

/** One line per request: the route's pattern, never the path, which may carry what nobody should read. */
export const journal = createMiddleware<ApiEnv>(async (c, next) => {
  const { context } = c.env;
  const startedAt = context.clock();
  await next();
  context.log.info("api.answered", {
    method: c.req.method,
    route: routePath(c, -1),
    status: c.res.status,
    durationMs: context.clock() - startedAt,
  });
});
