import { DEFAULT_TIMEOUT_MS } from "../../../shared/call/call.ts";
import type { CallTrace } from "../../../shared/call/fetch.ts";
import type { OpenedCredential } from "../../../shared/connections/credentials.ts";
import { tellNow } from "../../../shared/destinations/tell-now.ts";
import { Problem } from "../../../shared/errors.ts";
import type { LimitHint } from "../../../shared/flow/limit-hint.ts";
import { appLimitsOf } from "../../../shared/gates/app-limits.ts";
import type { PlainCall } from "../../../shared/gates/limits.ts";
import { breakerOutcome, longestWait } from "../../../shared/gates/outcomes.ts";
import { callWithinLimits, type Refuser } from "../../../shared/gates/single-call.ts";
import type { Id } from "../../../shared/ids.ts";
import type { Outcome } from "../../../shared/model/outcome.ts";
import { breakerHappenings } from "../../../shared/outbox/happenings.ts";
import type { ProviderDefinition } from "../../../shared/providers/define.ts";
import type { Context } from "../../context.ts";

/** What one try came to: the answer, its body unread, or none. */
export interface Tried {
  readonly response: Response | null;
  readonly trace: CallTrace;
  readonly outcome: Outcome;
  /** What the answer says is left of the account's limits. */
  readonly hints: readonly LimitHint[];
}

interface Account {
  readonly organizationId: Id<"organization">;
  readonly provider: ProviderDefinition;
  readonly opened: OpenedCredential;
  readonly request: PlainCall;
}

/** Beyond the slowest call: a probe that is not reported by then lost its caller. */
const PROBE_GRACE_MS = 5_000;

/**
 * One try as the provider's breaker and the account's gate allow it, and reported to both. The organization is told of
 * a breaker that it opened or closed.
 * @throws Problem `breaker_open`, `account_limited` or `unavailable`, with `Retry-After`
 */
export async function permitted(
  { organizationId, provider, opened, request }: Account,
  context: Context,
  call: () => Promise<Tried>,
): Promise<Tried> {
  const { breakers, gates, clock } = context;
  const { accountKey } = opened;
  const app = appLimitsOf(provider, opened);
  const probeTtlMs = (provider.timeoutMs ?? DEFAULT_TIMEOUT_MS) + PROBE_GRACE_MS;
  const admission = await breakers.admit(provider.id, { count: 1, probeTtlMs });
  if (admission.allowed === 0) {
    throw refusal(admission.phase === "unavailable" ? "gate" : "breaker", admission.retryAfterMs);
  }
  const asked = await callWithinLimits({ gates, provider, accountKey, app, clock, call: request }, call);
  const outcomes = asked.made ? [asked.value.outcome] : [];
  const ofProvider = await breakers.report(provider.id, {
    admission,
    account: accountKey,
    outcomes: outcomes.map(breakerOutcome),
    unused: 1 - outcomes.length,
    providerWaitMs: longestWait(outcomes),
  });
  if (!asked.made) {
    throw refusal(asked.refusedBy, asked.waitMs);
  }
  const where = { provider: provider.id, organizationIds: [organizationId] };
  await tellNow(
    [
      ...breakerHappenings(asked.transitions, { ...where, scope: "account" }),
      ...breakerHappenings(ofProvider, { ...where, scope: "provider" }),
    ],
    context,
  );
  return asked.value;
}

function refusal(by: Refuser, waitMs: number | null): Problem {
  const headers = { "retry-after": String(Math.max(1, Math.ceil((waitMs ?? 5_000) / 1_000))) };
  switch (by) {
    case "breaker":
      return new Problem("breaker_open", "Nothing was sent. Try again later.", { headers });
    case "limit":
      return new Problem("account_limited", "Nothing was sent. GET /v1/limits shows what is left.", {
        headers,
      });
    case "gate":
      return new Problem("unavailable", "The account's limits cannot be read. Nothing was sent.", {
        headers,
      });
  }
}
