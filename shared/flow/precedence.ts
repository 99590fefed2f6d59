import type { Priority } from "../model/job.ts";
import { expectedIn, NOBODY_WAITS, type WaitingLine, waitingIn } from "./deferral.ts";

/** Those of one class who were told to wait, and what the class is owed of the permits that higher ones took. */
export interface Waiters {
  readonly line: WaitingLine;
  /** Permits. */
  readonly owed: number;
  /** ms since the epoch; since when a whole permit is owed; null: none is. */
  readonly owedSince: number | null;
}

export type Queues = Readonly<Record<Priority, Waiters>>;

const NOBODY: Waiters = { line: NOBODY_WAITS, owed: 0, owedSince: null };

export const EMPTY_QUEUES: Queues = { high: NOBODY, normal: NOBODY, low: NOBODY };

/** The highest first. */
const CLASSES = ["high", "normal", "low"] as const satisfies readonly Priority[];

/** Of ten permits that higher classes take while it waits, so many are owed to a class: nobody starves. */
const SHARE: Readonly<Record<Priority, number>> = { high: 0, normal: 0.2, low: 0.1 };
/** More is not owed, or a class that waited for hours would stop all others when its turn comes. */
const MOST_OWED = 10;
/** A permit is kept for somebody lower for so long, and then it is anybody's: who is owed must come. */
const KEPT_MS = 2_000;

/** Permits that others have a better claim to than this class: who waits above it, and what is owed to those below. */
export function claimsOfOthers(queues: Queues, priority: Priority, now: number): number {
  const rank = CLASSES.indexOf(priority);
  const claims = CLASSES.map((other, index) => {
    const expected = expectedIn(queues[other].line, now);
    return index === rank ? 0 : index < rank ? expected : Math.min(owedTo(queues[other], now), expected);
  });
  return claims.reduce((sum, claim) => sum + Math.ceil(claim), 0);
}

/** How many of `free` permits a class may take now, when others claim so many. */
export function entitled(
  queues: Queues,
  { priority, free, claims }: { readonly priority: Priority; readonly free: number; readonly claims: number },
  now: number,
): number {
  return Math.max(0, Math.min(free, Math.max(free - claims, owedToClass(queues, priority, now))));
}

/** Whole permits that are kept for a class. */
export function owedToClass(queues: Queues, priority: Priority, now: number): number {
  return owedTo(queues[priority], now);
}

function owedTo({ owed, owedSince }: Waiters, now: number): number {
  return owedSince === null || now - owedSince > KEPT_MS ? 0 : Math.floor(owed);
}

/** The queues once a class was granted permits: what it was owed it has, and those below it who wait are owed more. */
export function takeTurn(queues: Queues, priority: Priority, permits: number, now: number): Queues {
  if (permits === 0) {
    return queues;
  }
  const rank = CLASSES.indexOf(priority);
  const next = CLASSES.map((name, index) => {
    const waiters = queues[name];
    if (index < rank) {
      return waiters;
    }
    if (index === rank) {
      return waiters.owed === 0 ? waiters : owing(waiters, Math.max(0, waiters.owed - permits), now);
    }
    const waits = expectedIn(waiters.line, now) > 0;
    return waits ? owing(waiters, waiters.owed + SHARE[name] * permits, now) : waiters;
  });
  return fromList(next);
}

function owing(waiters: Waiters, owed: number, now: number): Waiters {
  const forfeited = waiters.owedSince !== null && now - waiters.owedSince > KEPT_MS;
  const rest = forfeited ? owed - Math.floor(waiters.owed) : owed;
  const kept = Math.min(MOST_OWED, Math.max(0, rest));
  const since = forfeited ? null : waiters.owedSince;
  return { ...waiters, owed: kept, owedSince: kept >= 1 ? (since ?? now) : null };
}

function fromList([high = NOBODY, normal = NOBODY, low = NOBODY]: readonly Waiters[]): Queues {
  return { high, normal, low };
}

/** About how many wait, of all classes. */
export function waitingInAll(queues: Queues, now: number): number {
  return CLASSES.reduce((sum, name) => sum + waitingIn(queues[name].line, now), 0);
}
