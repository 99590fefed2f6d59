import { afterEach, describe, expect, it, vi } from "vitest";
import { QUEUES } from "../../shared/queue/consumers.ts";
import { TestPlatform } from "../support/platform.ts";
import { createEndpoint, push } from "../support/webhooks.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** An error as libraries throw them: it quotes what it was given, over several lines that look like its stack. */
function quoting(marker: string): Error {
  return new Error(`${marker} is refused\n    at ${marker} (${marker}.js:1:1)`, { cause: marker });
}

describe("an error that quotes a webhook", () => {
  it("leaves nothing of it in a log or an answer, wherever it is thrown", async () => {
    const lines: string[] = [];
    for (const method of ["log", "info", "warn", "error", "debug"] as const) {
      vi.spyOn(console, method).mockImplementation((...values: unknown[]) => {
        lines.push(values.map(String).join(" "));
      });
    }
    const marker = `leak${crypto.randomUUID()}`;
    const fail = () => Promise.reject(quoting(marker));
    const good = new TestPlatform();
    const { key } = await good.organization();
    const endpoint = await createEndpoint(good, key);
    await push(good, endpoint, `{"note":"${marker}"}`);
    await push(good, endpoint, `{"note":"${marker}${"x".repeat(150_000)}"}`);
    await push(good, endpoint, "{}", { secret: "wrong" });
    const messages = good.queue.take().map(({ body }) => body);

    const prepare = () => {
      throw quoting(marker);
    };
    const DB = { prepare, batch: fail } as unknown as D1Database;
    const BODIES = { put: fail, get: fail, list: fail, delete: fail } as unknown as R2Bucket;
    const EVENT_QUEUE = { send: fail } as unknown as Queue;
    const broken = [{ DB }, { BODIES }, { EVENT_QUEUE }, { DB, BODIES, EVENT_QUEUE }].map(
      (overrides) => new TestPlatform(overrides),
    );
    const answers: string[] = [];
    for (const platform of broken) {
      const posts = [
        await push(platform, endpoint, `{"note":"${marker}"}`),
        await push(platform, endpoint, `{"note":"${marker}${"x".repeat(150_000)}"}`),
        await push(platform, endpoint, marker, { secret: "wrong" }),
        await platform.fetch(`/v1/events?q=${marker}`, { headers: { authorization: `Bearer ${key}` } }),
      ];
      for (const response of posts.filter(({ status }) => status >= 400)) {
        answers.push(`${[...response.headers].join(" ")} ${await response.text()}`);
      }
      await platform.deliver([...messages, { kind: marker }, marker]);
      await platform.deliver([...messages, { kind: marker }], { queue: QUEUES.eventsDead });
      await platform.fire();
    }
    expect(answers.length).toBeGreaterThan(8);
    const codes = answers.map((answer) => /"code":"([a-z_]+)"/.exec(answer)?.[1]);
    expect(new Set(codes)).toEqual(new Set(["unavailable", "invalid_signature", "internal"]));
    expect(lines.length).toBeGreaterThan(20);
    expect(`${lines.join("\n")}\n${answers.join("\n")}`).not.toContain(marker);
    for (const line of lines) {
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(String), event: expect.any(String) });
    }
  });
});
