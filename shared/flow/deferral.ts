/** A job is not told to wait longer than this: it asks again, and limits may have changed. */
const MAX_DEFERRAL_MS = 86_400_000;
/** What a job waits where nobody knows how long: an isolation without end, a cost that no window holds. */
export const UNKNOWN_WAIT_MS = 300_000;
/** Whoever has not asked this long after the last place in the line was due will not come any more. */
export const LATE_MS = 60_000;

/** Those who were told to wait. All times in ms since the epoch. */
export interface WaitingLine {
  /** About how many places there are, spread evenly between `from` and `until`. */
  readonly count: number;
  readonly from: number;
  /** The horizon: the next free place. */
  readonly until: number;
  /** Places that were due, and whose jobs have not asked since. */
  readonly due: number;
  /** The next free place of those who came in their turn and found nothing. */
  readonly again: number;
}

export const NOBODY_WAITS: WaitingLine = { count: 0, from: 0, until: 0, due: 0, again: 0 };

/** About how many wait still, as if each came at its time. */
export function waitingIn({ count, from, until }: WaitingLine, now: number): number {
  if (now >= until) {
    return 0;
  }
  return now <= from ? count : (count * (until - now)) / (until - from);
}

/** Who was told to wait counts as coming until so long after the last place in the line was due. */
const EXPECTED_MS = 5_000;

/** About how many are still to come, those included whose time came a moment ago. */
export function expectedIn({ count, until, due }: WaitingLine, now: number): number {
  return now > until + EXPECTED_MS ? 0 : count + due;
}

export interface DeferralInput {
  /** Jobs that asked. */
  readonly asked: number;
  /** Jobs of those that were refused. */
  readonly refused: number;
  /** ms until the next permit; null when unknown. */
  readonly waitMs: number | null;
  /** ms from one place in the line to the next. */
  readonly spacingMs: number;
  /** Waits for the next permit alone, and takes no place. */
  readonly urgent: boolean;
}

/**
 * How long each of the refused jobs had best wait before it asks again, in ms: behind those who were told to wait before, one
 * behind the other, never less than `waitMs` and never more than a day. So ten thousand jobs ask about once each instead of
 * all at once. As many as had a place that is due, and came a little early or late, are not sent to the end again: they line up
 * for the next permits, or a limit would go unused whenever somebody is not on time.
 * @param now ms since the epoch
 */
export function deferrals(
  before: WaitingLine,
  { asked, refused, waitMs: known, spacingMs, urgent }: DeferralInput,
  now: number,
): { readonly deferredMs: readonly number[]; readonly line: WaitingLine } {
  const waitMs = Math.min(MAX_DEFERRAL_MS, known ?? UNKNOWN_WAIT_MS);
  if (urgent) {
    return { deferredMs: Array.from({ length: refused }, () => waitMs), line: before };
  }
  const line = advance(before, now);
  const inTurn = Math.min(asked, Math.floor(line.due));
  const next = now + waitMs;
  const [again, last] = [Math.max(next, line.again), Math.max(next, line.until)];
  const repeated = again < last ? Math.min(refused, inTurn) : 0;
  const added = refused - repeated;
  const places = [...placesFrom(again, repeated, spacingMs), ...placesFrom(last, added, spacingMs)];
  return {
    deferredMs: places.map((place) => Math.ceil(Math.min(MAX_DEFERRAL_MS, place - now))),
    line: {
      count: line.count + added,
      from: line.count === 0 ? last : line.from,
      until: added === 0 ? line.until : Math.min(now + MAX_DEFERRAL_MS, last + added * spacingMs),
      due: line.due - inTurn + repeated,
      again: repeated === 0 ? line.again : again + repeated * spacingMs,
    },
  };
}

/** The line with the places that have come due taken out of it. */
function advance(line: WaitingLine, now: number): WaitingLine {
  if (line.count === 0 && line.due === 0) {
    return line;
  }
  const count = waitingIn(line, now);
  const due = now > line.until + LATE_MS ? 0 : line.due + line.count - count;
  return { ...line, count, from: Math.max(now, line.from), due };
}

function placesFrom(first: number, count: number, spacingMs: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index * spacingMs);
}
