import type { Sent } from "./dispatch.ts";

const CAPACITY = 2000;

/** What was sent, newest first, the latest 2,000; holds no secret. */
export interface SentLog {
  add(sent: Sent): void;
  latest(limit: number): readonly Sent[];
}

export function createSentLog(): SentLog {
  const entries: Sent[] = [];
  return {
    add(sent) {
      entries.push(sent);
      if (entries.length > CAPACITY) {
        entries.shift();
      }
    },
    latest: (limit) => entries.slice(-limit).reverse(),
  };
}
