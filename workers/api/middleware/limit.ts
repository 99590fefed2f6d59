import { createMiddleware } from "hono/factory";
import { Problem } from "../../../shared/errors.ts";
import { countRequest } from "../../../shared/gates/request-limits.ts";
import type { ApiEnv } from "../types.ts";

const PERIOD_MS = 10_000;

/** Requests per key and ten seconds, counted in one Durable Object per key, of which isolates lease a few at once. */
export const requestLimit = createMiddleware<ApiEnv>(async (c, next) => {
  const { context } = c.env;
  const limit = context.settings.API_LIMIT_PER_10_SECONDS;
  const admission = await countRequest(context.env.REQUEST_LIMITER, {
    name: `api:${c.var.principal.limiter}`,
    limit,
    periodMs: PERIOD_MS,
    now: context.clock(),
  });
  const seconds = String(Math.ceil(admission.resetMs / 1_000));
  const headers = {
    "ratelimit-limit": String(limit),
    "ratelimit-remaining": String(admission.remaining),
    "ratelimit-reset": seconds,
  };
  if (!admission.admitted) {
    throw new Problem("rate_limited", `At most ${limit} requests in 10 seconds per key.`, {
      headers: { ...headers, "retry-after": seconds },
    });
  }
  await next();
  // after the answer is made: one that is replaced on its way, a refusal or a replay, would lose them
  for (const [name, value] of Object.entries(headers)) {
    c.header(name, value);
  }
});
