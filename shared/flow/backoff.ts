import { MAX_WAIT_MS } from "./retry-after.ts";

/** How long to wait before each retry. `jitter` is a fraction: 0.25 spreads a wait over ±25 %. */
export type RetryPolicy =
  | {
      /** `baseMs × factor^attempt`. */
      readonly kind: "exponential";
      readonly baseMs: number;
      readonly factor: number;
      readonly maxMs: number;
      readonly jitter: number;
    }
  | {
      /** `stepMs × attempt`. */
      readonly kind: "linear";
      readonly stepMs: number;
      readonly maxMs: number;
      readonly jitter: number;
    }
  | {
      /** One wait per attempt; the last one for all that follow. */
      readonly kind: "list";
      readonly delaysMs: readonly number[];
      readonly jitter: number;
    };

/** 2^attempt seconds ±25 %, at most an hour. */
export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  kind: "exponential",
  baseMs: 1_000,
  factor: 2,
  maxMs: 3_600_000,
  jitter: 0.25,
};

/**
 * A whole number of ms around `ms`, within ±`jitter` and never above `maxMs`.
 * @param random a number in [0, 1)
 */
export function jittered(
  ms: number,
  { jitter, maxMs }: { readonly jitter: number; readonly maxMs: number },
  random: () => number,
): number {
  const bounded = Math.min(maxMs, Math.max(0, ms));
  return Math.round(Math.min(maxMs, bounded * (1 - jitter + 2 * jitter * random())));
}

function nominalMs(policy: RetryPolicy, attempt: number): number {
  switch (policy.kind) {
    case "exponential":
      return policy.baseMs * policy.factor ** attempt;
    case "linear":
      return policy.stepMs * attempt;
    case "list":
      return policy.delaysMs[Math.max(0, attempt - 1)] ?? policy.delaysMs.at(-1) ?? 0;
  }
}

/**
 * The wait in ms before the next attempt. A `Retry-After` replaces the policy's wait, up to `MAX_WAIT_MS`.
 * @param input.attempt attempts made so far, at least 1
 * @param input.retryAfterMs what the response asked for; null when it asked for nothing
 * @param random a number in [0, 1)
 */
export function retryDelayMs(
  policy: RetryPolicy,
  input: { readonly attempt: number; readonly retryAfterMs: number | null },
  random: () => number,
): number {
  if (input.retryAfterMs !== null) {
    return Math.min(MAX_WAIT_MS, Math.max(0, Math.ceil(input.retryAfterMs)));
  }
  const maxMs = policy.kind === "list" ? MAX_WAIT_MS : policy.maxMs;
  return jittered(nominalMs(policy, input.attempt), { jitter: policy.jitter, maxMs }, random);
}
