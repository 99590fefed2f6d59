import worker, { RequestLimiter as Limiter } from "../../../workers/index.ts";
import { CONTROL_PATH } from "../orders.ts";
import { watchBindings } from "./bindings.ts";
import { chaos } from "./chaos.ts";
import { consume } from "./consume.ts";
import { control } from "./control.ts";
import { Watch } from "./watch.ts";

// what is exported below by the same name stands in for its own
export * from "../../../workers/index.ts";

/** The one kind of Durable Object that webhooks meet: when it is told to, it is aborted in the middle of a call. */
export class RequestLimiter extends Limiter {
  override admit(limit: Parameters<Limiter["admit"]>[0]): ReturnType<Limiter["admit"]> {
    if (chaos.takeAbort()) {
      this.ctx.abort("SOAK: aborted.");
    }
    return super.admit(limit);
  }
}

/** The Worker as it is, between bindings that fail on command. */
export default {
  async fetch(request, env, execution) {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith(CONTROL_PATH)) {
      return await control(request, env);
    }
    if (!pathname.startsWith("/webhooks/")) {
      return await worker.fetch(request, env, execution);
    }
    const watch = new Watch();
    const answer = await worker.fetch(request, watchBindings(env, watch), execution);
    if (watch.eventId !== null) {
      // not every sender's protocol has a place for the id
      answer.headers.set("x-soak-id", watch.eventId);
    }
    return answer;
  },
  queue: consume,
  async scheduled(controller, env, execution) {
    await worker.scheduled(controller, watchBindings(env, new Watch()), execution);
  },
} satisfies ExportedHandler<Env>;
