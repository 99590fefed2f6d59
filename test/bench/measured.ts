import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";

const POLL_MS = 50;
/** Well below the 256 KB that one call takes, also where text takes two bytes a character. */
const FEED_BATCH = 50;

/** A Worker whose batches can be made to wait and whose rows can be counted; see `feed.ts`. */
export interface Measured {
  hold(): Promise<void>;
  release(): Promise<void>;
  /** Deletes its events. */
  clear(): Promise<void>;
  /** Sends messages to its queue. */
  feed(bodies: readonly unknown[]): Promise<void>;
  count(): Promise<number>;
  /** Further receipts of its events. */
  duplicates(): Promise<number>;
  /** Its events as they are stored, column by column. */
  rows(): Promise<readonly (readonly unknown[])[]>;
  /** Waits until it has `count` events, or has no more for `patienceMs`; returns how many it has. */
  untilStored(count: number, patienceMs?: number): Promise<number>;
}

export function measured(origin: string): Measured {
  const call = async (path: string, init?: RequestInit): Promise<Response> => {
    const response = await fetch(`${origin}/bench/${path}`, init);
    if (!response.ok) {
      throw new Error(`/bench/${path} answered ${response.status}: ${await response.text()}`);
    }
    return response;
  };
  const post = async (path: string, body?: unknown): Promise<void> => {
    await (await call(path, { method: "POST", body: JSON.stringify(body) ?? "" })).text();
  };
  const number = async (path: string) => z.number().parse(await (await call(path)).json());
  const count = () => number("count");
  return {
    hold: () => post("hold"),
    release: () => post("release"),
    clear: () => post("clear"),
    async feed(bodies) {
      for (let start = 0; start < bodies.length; start += FEED_BATCH) {
        await post("feed", bodies.slice(start, start + FEED_BATCH));
      }
    },
    count,
    duplicates: () => number("duplicates"),
    async rows() {
      const rows: unknown[][] = [];
      for (let after = ""; ; ) {
        const page = z
          .array(z.looseObject({ id: z.string() }))
          .parse(await (await call(`rows?after=${after}`)).json());
        rows.push(...page.map((row) => Object.values(row)));
        const last = page.at(-1);
        if (last === undefined) {
          return rows;
        }
        after = last.id;
      }
    },
    async untilStored(wanted, patienceMs = 10_000) {
      let stored = await count();
      for (let since = performance.now(); stored < wanted && performance.now() - since < patienceMs; ) {
        await sleep(POLL_MS);
        const now = await count();
        since = now > stored ? performance.now() : since;
        stored = now;
      }
      return stored;
    },
  };
}
