import { createLog } from "../shared/log.ts";
import { QUEUES } from "../shared/queue/consumers.ts";
import { createApi } from "./api/app.ts";
import { sendCampaigns } from "./api/campaigns/walk.ts";
import { serveConnect } from "./connect/serve.ts";
import { createContext } from "./context.ts";
import { runSchedule } from "./cron/schedule.ts";
import { consumeDeliveries } from "./deliveries/consume.ts";
import { consumeDeadDeliveries } from "./deliveries/dead-letters.ts";
import { answerAtEdge } from "./edge.ts";
import { consumeEvents } from "./events/consume.ts";
import { consumeDeadLetters } from "./events/dead-letters.ts";
import { receive } from "./gateway/receive.ts";
import { finishOAuth } from "./oauth/callback.ts";
import { consumeJobs } from "./outbox/consume.ts";
import { consumeDeadJobs } from "./outbox/dead-letters.ts";
import { isPreferencesPath, servePreferences } from "./preferences/serve.ts";

export { AccountGate } from "../durable-objects/account-gate.ts";
export { CredentialKeeper } from "../durable-objects/credential-keeper.ts";
export { KeyedLock } from "../durable-objects/keyed-lock.ts";
export { ProviderBreaker } from "../durable-objects/provider-breaker.ts";
export { RequestLimiter } from "../durable-objects/request-limiter.ts";

const api = createApi();
const JOB_QUEUES: readonly string[] = [QUEUES.jobsHigh, QUEUES.jobsNormal, QUEUES.jobsLow];

export default {
  async fetch(request, env, execution) {
    return await answerAtEdge(request, async (requestId) => {
      const { pathname, origin } = new URL(request.url);
      const context = createContext(env, execution, { log: createLog({ requestId }), origin });
      if (pathname.startsWith("/webhooks/")) {
        return await receive(request, context);
      }
      if (isPreferencesPath(pathname)) {
        return await servePreferences(request, context);
      }
      if (pathname.startsWith("/connect/")) {
        return await serveConnect(request, context);
      }
      return pathname.startsWith("/oauth/")
        ? await finishOAuth(request, context)
        : await api.fetch(request, { context, requestId });
    });
  },

  async queue(batch, env, execution) {
    const context = createContext(env, execution);
    if (batch.queue === QUEUES.events) {
      await consumeEvents(batch, context);
    } else if (batch.queue === QUEUES.eventsDead) {
      await consumeDeadLetters(batch, context);
    } else if (batch.queue === QUEUES.deliveries) {
      await consumeDeliveries(batch, context);
    } else if (batch.queue === QUEUES.deliveriesDead) {
      await consumeDeadDeliveries(batch, context);
    } else if (batch.queue === QUEUES.jobsDead) {
      await consumeDeadJobs(batch, context);
    } else if (JOB_QUEUES.includes(batch.queue)) {
      await consumeJobs(batch, context);
    } else {
      throw new Error("A queue has no consumer in this version.");
    }
  },

  async scheduled(_controller, env, execution) {
    await runSchedule(createContext(env, execution), { sendCampaigns });
  },
} satisfies ExportedHandler<Env>;
