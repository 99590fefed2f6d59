import type { Fate } from "./plan.ts";

/** One webhook as it was sent, with what came back. */
export interface SentWebhook {
  readonly provider: string;
  readonly kind: string;
  readonly fate: Fate;
  readonly events: number;
  readonly status: number;
  /** The problem's code where it was refused. */
  readonly code: string | null;
}

/** What the platform says of one sender. */
export interface Account {
  readonly provider: string;
  readonly stored: number;
  readonly duplicates: number;
  /** Events whose status is not final. */
  readonly unfinished: number;
  /** Refused requests as the endpoint counts them. */
  readonly rejected: number;
  /** Refused requests that are kept as evidence. */
  readonly evidence: number;
}

/** Things that must be equal, and are named when they are not. */
export interface Claim {
  readonly what: string;
  readonly expected: number;
  readonly found: number;
}

export interface SenderLine {
  readonly provider: string;
  readonly sent: number;
  readonly accepted: number;
  readonly refused: number;
  readonly stored: number;
  readonly duplicates: number;
}

export interface Reconciliation {
  readonly lines: readonly SenderLine[];
  /** Sentences that name what does not balance; empty when everything does. */
  readonly imbalances: readonly string[];
}

/** Compares what was sent with what the platform says became of it. */
export function reconcile(
  sent: readonly SentWebhook[],
  accounts: readonly Account[],
  claims: readonly Claim[] = [],
): Reconciliation {
  const checks: Claim[] = [...claims];
  const lines: SenderLine[] = [];
  for (const account of accounts) {
    const own = sent.filter(({ provider }) => provider === account.provider);
    const accepted = own.filter(({ status }) => status >= 200 && status < 300);
    const refused = own.filter(({ status }) => status === 401);
    const say = (what: string, expected: number, found: number) =>
      checks.push({ what: `${account.provider}: ${what}`, expected, found });
    say("requests answered 2xx or 401", own.length, accepted.length + refused.length);
    say("good requests accepted", own.filter(({ fate }) => fate !== "refused").length, accepted.length);
    say("events stored", eventsOf(own, "stored"), account.stored);
    say("duplicates counted", eventsOf(own, "duplicate"), account.duplicates);
    say("events still in progress", 0, account.unfinished);
    say("refusals counted on the endpoint", refused.length, account.rejected);
    say("refusals kept as evidence", refused.length, account.evidence);
    lines.push({
      provider: account.provider,
      sent: own.length,
      accepted: accepted.length,
      refused: refused.length,
      stored: account.stored,
      duplicates: account.duplicates,
    });
  }
  return {
    lines,
    imbalances: checks
      .filter(({ expected, found }) => expected !== found)
      .map(({ what, expected, found }) => `${what}: expected ${expected}, found ${found}`),
  };
}

function eventsOf(sent: readonly SentWebhook[], fate: Fate): number {
  return sent.filter((webhook) => webhook.fate === fate).reduce((sum, { events }) => sum + events, 0);
}
