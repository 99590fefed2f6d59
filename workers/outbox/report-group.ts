import { readHints } from "../../shared/call/hints.ts";
import { tellNow } from "../../shared/destinations/tell-now.ts";
import type { ThrottledKey } from "../../shared/flow/keyed-window.ts";
import { reportShared } from "../../shared/gates/app-limits.ts";
import { breakerOutcome, keyThrottledFor, longestWait, throttledFor } from "../../shared/gates/outcomes.ts";
import { breakerHappenings } from "../../shared/outbox/happenings.ts";
import type { Context } from "../context.ts";
import type { PermittedGroup } from "./admission.ts";
import type { Tried } from "./send-one.ts";

/** The names of the keys of those who were not sent. */
function unusedKeys({ jobs, keys = [] }: PermittedGroup, tried: readonly Tried[]): string[] {
  const made = new Set<string | undefined>(
    tried.flatMap(({ ready, sent }) => (sent.call === "none" ? [] : [ready.job.id])),
  );
  return keys.flatMap((names, index) => (made.has(jobs[index]?.job.id) ? [] : names));
}

/** The keys of those who were refused for one of them. */
function throttledKeys({ jobs, keys = [] }: PermittedGroup, tried: readonly Tried[]): ThrottledKey[] {
  const waits = new Map(tried.map(({ ready, sent }) => [ready.job.id, keyThrottledFor(sent.outcome)]));
  return jobs.flatMap(({ job }, index) => {
    const forMs = waits.get(job.id) ?? null;
    return forMs === null ? [] : (keys[index] ?? []).map((name): ThrottledKey => [name, forMs]);
  });
}

/** Tells the account's gate and the provider's breaker, once, what a group's permits came to. */
export async function reportGroup(
  group: PermittedGroup,
  tried: readonly Tried[],
  context: Context,
): Promise<void> {
  const [first] = group.jobs;
  if (first === undefined) {
    return;
  }
  const { provider, credential } = first;
  const sent = tried.flatMap(({ sent: one }) => (one.call === "made" || one.call === "looked" ? [one] : []));
  const came = sent.map(({ outcome }) => outcome);
  // what a look finds, or that it may not look, says nothing of the provider's health
  const outcomes = sent.map(({ call, outcome }) => (call === "looked" ? "neutral" : breakerOutcome(outcome)));
  const providerWaitMs = longestWait(came);
  const now = context.clock();
  const reportingAccount = reportShared(context.gates, group.limited, {
    ofApp: group.permits.ofApp,
    leaseId: group.permits.leaseId,
    generation: group.permits.generation,
    limits: group.limits,
    sentAfterMs: sent.map(({ startedAt }) => Math.max(0, startedAt - group.askedAt)),
    unused: group.permits.permits - sent.length,
    unusedKeys: unusedKeys(group, tried),
    throttledKeys: throttledKeys(group, tried),
    outcomes,
    throttledForMs: throttledFor(sent.map(({ outcome, turnedAway = outcome }) => turnedAway)),
    hints: sent.flatMap(({ answer }) => (answer === null ? [] : readHints(provider, answer.headers, now))),
    providerWaitMs,
  });
  const reportingProvider = context.breakers.report(provider.id, {
    admission: group.breaker,
    account: credential.accountKey,
    outcomes,
    unused: group.breaker.allowed - sent.length,
    providerWaitMs,
  });
  const [ofAccount, ofProvider] = await Promise.all([reportingAccount, reportingProvider]);
  const organizationIds = group.jobs.map(({ job }) => job.organizationId);
  const where = { provider: provider.id, organizationIds };
  await tellNow(
    [
      ...breakerHappenings(ofAccount, { ...where, scope: "account" }),
      ...breakerHappenings(ofProvider, { ...where, scope: "provider" }),
    ],
    context,
  );
}
