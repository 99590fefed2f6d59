import worker from "../../workers/index.ts";
import { answerBench, untilReleased } from "./feed.ts";

export * from "../../workers/index.ts";

/** The whole Worker as it is deployed, but that its queues' batches can be made to wait and its rows be counted. */
// biome-ignore lint/style/noDefaultExport: a Worker's handlers are its default export
export default {
  ...worker,
  async fetch(request, env, execution) {
    return (await answerBench(request, env)) ?? (await worker.fetch(request, env, execution));
  },
  async queue(batch, env, execution) {
    await untilReleased();
    await worker.queue(batch, env, execution);
  },
} satisfies ExportedHandler<Env>;
