/**
 * What Cloudflare takes on the Workers Paid plan beyond what the plan includes. Source: developers.cloudflare.com,
 * workers/platform/pricing, d1-pricing, queues_pricing, durable-objects-pricing.
 */
export const PRICES = {
  /** The day on which the list was compared with its sources. */
  asOf: "2026-11-21",
  /** Dollars for a million of each. */
  million: {
    request: 0.3,
    cpuMs: 0.02,
    /** 64 KB of a message written, read or deleted. */
    queueOperation: 0.4,
    rowWritten: 1,
    rowRead: 0.001,
    r2ClassA: 4.5,
    r2ClassB: 0.36,
    /** A call of a Durable Object. */
    objectRequest: 0.15,
    metricPoint: 0.25,
  },
  /** Dollars for a GB (10^9 bytes) kept for a month. */
  gigabyteMonth: { d1: 0.75, r2: 0.015 },
} as const;

/** A message is billed by each 64 KB begun. */
export const QUEUE_CHUNK_BYTES = 64_000;
