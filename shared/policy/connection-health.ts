/** A connection in one word. */
export const HEALTH_STATUSES = ["healthy", "degraded", "unhealthy", "unknown"] as const;
export type HealthStatus = (typeof HEALTH_STATUSES)[number];

/** A failure counts for this long, unless the connection was mended since. */
const RECENT_MS = 3_600_000;
/** Fewer calls say nothing of a rate. */
const MIN_CALLS = 10;
const HIGH_ERROR_RATE = 0.1;

export interface HealthFacts {
  readonly status: "pending" | "active" | "needs_reauth" | "error" | "disabled";
  /** The account's breaker; null where it cannot be read. */
  readonly breaker: "closed" | "open" | "half_open" | "isolated" | null;
  /** Of the last day; null where nothing was called. */
  readonly usage: { readonly calls: number; readonly failures: number } | null;
  /** The latest failure, ms since the epoch; null where there was none since the connection was last mended. */
  readonly lastFailureAt: number | null;
}

/**
 * @param now ms since the epoch
 */
export function connectionHealth(facts: HealthFacts, now: number): HealthStatus {
  const { status, breaker, usage, lastFailureAt } = facts;
  if (status === "disabled" || status === "pending") {
    return "unknown";
  }
  if (status !== "active" || breaker === "open" || breaker === "isolated") {
    return "unhealthy";
  }
  const rate = errorRate(usage);
  const isFailing = usage !== null && usage.calls >= MIN_CALLS && rate !== null && rate > HIGH_ERROR_RATE;
  if (breaker === "half_open" || isFailing || (lastFailureAt !== null && now - lastFailureAt < RECENT_MS)) {
    return "degraded";
  }
  return usage === null ? "unknown" : "healthy";
}

/** Of the hours in which something was called, those in which not every call failed, 0 to 1; null where there are none. */
export function uptime(usage: { readonly hours: number; readonly hoursUp: number } | null): number | null {
  return usage === null || usage.hours === 0 ? null : usage.hoursUp / usage.hours;
}

/** Failures through the provider among all calls, 0 to 1; null where nothing was called. */
export function errorRate(usage: HealthFacts["usage"]): number | null {
  return usage === null || usage.calls === 0 ? null : usage.failures / usage.calls;
}
