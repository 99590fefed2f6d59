import { answerBench, type MeasuredEnv, untilReleased } from "./feed.ts";

/** A request as the platform makes it of a job. */
export interface BareRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the outbox is measured against: the requests of a batch, all at once, and nothing else. */
// biome-ignore lint/style/noDefaultExport: a Worker's handlers are its default export
export default {
  async fetch(request, env) {
    return (await answerBench(request, env)) ?? new Response();
  },
  async queue(batch) {
    await untilReleased();
    await Promise.all(
      batch.messages.map(async ({ body: { url, headers, body } }) => {
        const response = await fetch(url, { method: "POST", headers, body });
        await response.text();
      }),
    );
  },
} satisfies ExportedHandler<MeasuredEnv, BareRequest>;
