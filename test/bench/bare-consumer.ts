import { answerBench, type MeasuredEnv, untilReleased } from "./feed.ts";

/** What the consumer is measured against: the rows of a batch as they came, in one insert, and nothing else. */
// biome-ignore lint/style/noDefaultExport: a Worker's handlers are its default export
export default {
  async fetch(request, env) {
    return (await answerBench(request, env)) ?? new Response();
  },
  async queue(batch, env) {
    await untilReleased();
    const rows = batch.messages.map(({ body }) => body);
    const columns = rows[0]?.map((_, index) => `value->>${index}`);
    const insert = `insert into events select ${columns?.join(", ")} from json_each(?)`;
    await env.DB.prepare(insert).bind(JSON.stringify(rows)).run();
  },
} satisfies ExportedHandler<MeasuredEnv, readonly unknown[]>;
