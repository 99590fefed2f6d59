import { parseReset, parseRetryAfter, parseSaidWait } from "../flow/retry-after.ts";
import { NOT_PROCESSED, type Outcome } from "../model/outcome.ts";
import { at } from "../model/read.ts";
import type { Action, ProviderAnswer } from "../providers/action.ts";
import type { ProviderDefinition } from "../providers/define.ts";
import type { CallTrace } from "./fetch.ts";
import { readHints } from "./hints.ts";

type Repeatable = Pick<Action, "idempotency"> | null;

/**
 * What an answer means: the provider's folder says where it knows better, else the status decides. A wait that the
 * folder leaves open is read from `Retry-After`.
 * @param action null for calls that change nothing, such as a validation
 * @param now ms since the epoch
 */
export function classifyAnswer(
  provider: Pick<ProviderDefinition, "classify" | "limits">,
  action: Repeatable,
  answer: ProviderAnswer,
  now: number,
): Outcome {
  const outcome = provider.classify?.(answer) ?? byStatus(action, answer);
  if ((outcome.kind === "retry" || outcome.kind === "throttle") && outcome.retryAfterMs === null) {
    return { ...outcome, retryAfterMs: statedWait(provider, answer, now) };
  }
  return outcome;
}

/**
 * `Retry-After`, also in ms as some send it; where there is none, the end of a window of which the headers say it is used up;
 * then what the error's own words say; last of all, of a 429, a reset that nothing was said of.
 */
function statedWait(
  provider: Pick<ProviderDefinition, "limits">,
  { status, headers, body }: ProviderAnswer,
  now: number,
): number | null {
  const stated = parseReset(suffixed(headers.get("retry-after-ms")), now);
  const waitMs = stated ?? parseRetryAfter(headers.get("retry-after"), now);
  if (waitMs !== null) {
    return waitMs;
  }
  const ends = readHints(provider, headers, now).flatMap(({ remaining, resetAfterMs }) =>
    remaining === 0 && resetAfterMs !== null ? [resetAfterMs] : [],
  );
  if (ends.length > 0) {
    return Math.max(...ends);
  }
  const said = saidWait(body);
  const isUnread = provider.limits?.headers === undefined && status === 429;
  return (
    said ??
    (isUnread ? parseReset(headers.get("x-ratelimit-reset") ?? headers.get("ratelimit-reset"), now) : null)
  );
}

/** Where errors have their words. */
const WORDS: readonly (readonly (string | number)[])[] = [
  [],
  ["message"],
  ["detail"],
  ["error"],
  ["error", "message"],
  ["errors", 0, "detail"],
  ["errors", 0, "message"],
];

function saidWait(body: unknown): number | null {
  const waits = WORDS.flatMap((path) => {
    const words = at(body, ...path);
    return typeof words === "string" ? (parseSaidWait(words) ?? []) : [];
  });
  return waits.length === 0 ? null : Math.max(...waits);
}

function suffixed(ms: string | null): string | null {
  return ms === null ? null : `${ms.trim()}ms`;
}

function byStatus(action: Repeatable, { status }: ProviderAnswer): Outcome {
  const code = `http_${status}`;
  if (status >= 200 && status < 300) {
    return { kind: "ok" };
  }
  if (status === 429) {
    return { kind: "throttle", code, message: "The provider's rate limit was reached.", retryAfterMs: null };
  }
  if (NOT_PROCESSED.has(status)) {
    return { kind: "retry", code, message: `The provider answered ${status}.`, retryAfterMs: null };
  }
  if (status >= 500) {
    const message = `The provider answered ${status}; whether it acted is unknown.`;
    return repeats(action)
      ? { kind: "retry", code, message, retryAfterMs: null }
      : { kind: "uncertain", code, message };
  }
  if (status === 401) {
    return { kind: "reauthorise", code, message: "The provider no longer takes the credential." };
  }
  return { kind: "refused", code, message: `The provider refused with ${status}.` };
}

/**
 * What a call without an answer means. A refused connection and a lost response look the same in Workers, so whatever
 * began a request may have acted.
 */
export function classifyFailure(action: Repeatable, trace: CallTrace): Outcome {
  if (trace.failure === "address") {
    return {
      kind: "refused",
      code: "address_refused",
      message: "The credential's address is not one of the public internet.",
    };
  }
  if (trace.started === 0) {
    return {
      kind: "refused",
      code: "adapter_error",
      message: "The request could not be made from this input.",
    };
  }
  const code = trace.failure ?? "unreadable_answer";
  const message = "The provider did not answer in full; whether it acted is unknown.";
  return repeats(action)
    ? { kind: "retry", code, message, retryAfterMs: null }
    : { kind: "uncertain", code, message };
}

function repeats(action: Repeatable): boolean {
  return action === null || action.idempotency === "key";
}
