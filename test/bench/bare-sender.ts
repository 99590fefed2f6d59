import { answerBench, type MeasuredEnv, untilReleased } from "./feed.ts";

/** A request as the platform makes it of a job. */
export interface BareRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** How many of its batch are made at once. */
  readonly atOnce: number;
}

/** What the outbox is measured against: the requests of a batch, and nothing else. */
// biome-ignore lint/style/noDefaultExport: a Worker's handlers are its default export
export default {
  async fetch(request, env) {
    return (await answerBench(request, env)) ?? new Response();
  },
  async queue(batch) {
    await untilReleased();
    const left = batch.messages.map(({ body }) => body);
    const lanes = Array.from({ length: left[0]?.atOnce ?? 0 }, async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        const { url, headers, body } = next;
        const response = await fetch(url, { method: "POST", headers, body });
        await response.text();
      }
    });
    await Promise.all(lanes);
  },
} satisfies ExportedHandler<MeasuredEnv, BareRequest>;
