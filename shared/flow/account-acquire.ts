import type { Priority } from "../model/job.ts";
import { type AccountState, queuesOf, withQueues } from "./account-state.ts";
import type { LimitedBy } from "./availability.ts";
import { admit } from "./breaker.ts";
import { recordOutcomes } from "./breaker-outcomes.ts";
import { type BreakerSettings, DEFAULT_BREAKER, type Transition } from "./breaker-state.ts";
import { type AcquireInput, acquire } from "./bucket.ts";
import { type BucketState, limitsOf } from "./bucket-state.ts";
import { type DeferralInput, deferrals, UNKNOWN_WAIT_MS } from "./deferral.ts";
import { DENSITY, type KeyRanking, rankByKey } from "./key-ranking.ts";
import { usedUp } from "./lost-state.ts";
import { limitsInForce } from "./plan.ts";
import { claimsOfOthers, entitled, owedToClass, type Queues, takeTurn } from "./precedence.ts";
import { spacingMs } from "./spacing.ts";

/** More claims than this refuse no more than these do. */
const MOST_CLAIMS = 1_000;

export interface AccountAsk extends Omit<AcquireInput, "leaseId" | "cost"> {
  /** Units that each permit costs in every window; 1 by default. */
  readonly cost?: number;
  /** The breaker's settings where they differ from the defaults. */
  readonly breaker?: Partial<BreakerSettings>;
  /** How long a half-open breaker's probe may stay unreported: the request's time limit plus 5 s. */
  readonly probeTtlMs: number;
  /**
   * As `aheadMs`, for what is owed to the class: what a higher one leaves over is at the end of how far that one sees. Its own
   * by default.
   */
  readonly owedAheadMs?: number;
  /** Which class asks; normal by default. A higher one goes first, and leaves the lower ones their share. */
  readonly priority?: Priority;
  /** Somebody waits for the answer: goes with the highest class, and what it does not get keeps no place in the line. */
  readonly urgent?: boolean;
}

export interface AccountGrant {
  /** To be handed back with the report, as is `generation`. */
  readonly leaseId: string;
  /** 0 to `count`. */
  readonly permits: number;
  /** For each permit: ms from the grant before which it must not be sent; rising. */
  readonly startAfterMs: readonly number[];
  /** How late those may be used that were booked ahead. */
  readonly promptMs: number;
  readonly generation: number;
  /** What kept `permits` below `count`; null when nothing did. */
  readonly limitedBy: LimitedBy | "breaker" | "key" | "priority" | null;
  /** ms until one more permit may be had; 0 when all were granted; null when nobody knows. */
  readonly waitMs: number | null;
  /** For each permit refused: ms that its job had best wait before it asks again. */
  readonly deferredMs: readonly number[];
  /** Where requests have keys: which of the ask have the permits, and then which are refused, in the order of `deferredMs`. */
  readonly order?: readonly number[];
  /** How many of those refused, the last in order, wait for a key of theirs. */
  readonly heldByKey?: number;
  readonly transitions: readonly Transition[];
}

/**
 * Permits for one batch: as many as the account's breaker allows and its bucket then grants. What the breaker allowed and the
 * bucket did not grant is handed back.
 * @param ask.leaseId new for every ask
 * @param now ms since the epoch
 * @param random a number in [0, 1)
 * @throws RangeError for a count below 1, a cost that is not positive, or a block that outlives its lease
 */
export function acquirePermits(
  state: AccountState,
  ask: AccountAsk & { readonly leaseId: string },
  now: number,
  random: () => number,
): { readonly state: AccountState; readonly result: AccountGrant } {
  const { leaseId, probeTtlMs, breaker: settings = state.settings, cost = 1, urgent = false } = ask;
  const { priority = "normal", aheadMs = 0 } = ask;
  const limits = limitsInForce(state.plan, ask.limits);
  const { limitClass } = ask;
  const count = Math.floor(ask.count);
  const known = { ...DEFAULT_BREAKER, ...settings };
  const admitted = admit(state.breaker, { settings: known, count, leaseId, probeTtlMs }, now, random);
  const { allowed, generation, retryAfterMs, transitions } = admitted.result;
  const before = state.bucket ?? usedUp(limits, now);
  const asClass = urgent ? "high" : priority;
  const wanted = { ...ask, limits, cost, count: allowed };
  const inLine = queuesOf(state, limitClass);
  const given = share(inLine, { bucket: before, wanted, asClass }, now);
  const owed = Math.min(allowed, owedToClass(inLine, asClass, now));
  const taken = acquireOwed(before, { wanted, given, owed, owedAheadMs: ask.owedAheadMs ?? aheadMs }, now);
  const permits = taken?.result.permits ?? 0;
  // a refusal leaves the bucket as it was, so that it need not be stored
  const granted = taken === null || permits === 0 ? before : taken.state;
  const { bucket, ...ranked } = rankByKey(granted, { taken: taken?.result.line, ask, urgent }, now);
  const held = ranked.heldMs.length;
  const returned = { outcomes: [], unused: allowed - permits, providerWaitMs: null };
  const breaker =
    permits === allowed
      ? admitted.state
      : recordOutcomes(admitted.state, { settings: known, generation, leaseId, ...returned }, now, random)
          .state;
  const byBucket = taken?.result.limitedBy ?? null;
  const byClass = given < allowed ? "priority" : null;
  const limitedBy = byBucket ?? byClass ?? (allowed < count ? "breaker" : null);
  const everyMs =
    limitedBy === null
      ? 0
      : spacingMs(bucket, { limits: limitsOf(limits, limitClass), cost, limitedBy }, now);
  const waitMs = waitOf(limitedBy, {
    breaker: retryAfterMs,
    bucket: taken?.result.retryAfterMs ?? null,
    everyMs,
  });
  const refused: DeferralInput = {
    asked: count,
    refused: count - permits - held,
    // nothing is booked across the end of a block, so nobody need come before it
    waitMs: waitMs === null || isClosed(limitedBy) ? waitMs : Math.max(0, waitMs - aheadMs),
    spacingMs: aheadMs > 0 ? everyMs * DENSITY : everyMs,
    // what no window can hold must not keep a place from those whose turn comes
    urgent: urgent || limitedBy === "cost",
  };
  const turned = takeTurn(inLine, asClass, permits, now);
  const { deferredMs, line } = deferrals(turned[priority].line, refused, now);
  const queues =
    line === turned[priority].line ? turned : { ...turned, [priority]: { ...turned[priority], line } };
  return {
    state: { ...state, bucket, breaker, settings, ...withQueues(state, limitClass, queues) },
    result: {
      leaseId,
      permits,
      startAfterMs: taken?.result.startAfterMs ?? [],
      promptMs: taken?.result.promptMs ?? 0,
      generation,
      limitedBy,
      waitMs,
      ...keyedResult(deferredMs, { ranked, limitedBy, waitMs }),
      transitions,
    },
  };
}

function isClosed(limitedBy: AccountGrant["limitedBy"]): boolean {
  return limitedBy === "breaker" || limitedBy === "blocked";
}

/** Who is held by a key waits for the account as well, where that is closed. */
function keyedResult(
  deferredMs: readonly number[],
  {
    ranked: { heldMs, order },
    limitedBy,
    waitMs,
  }: Pick<AccountGrant, "limitedBy" | "waitMs"> & { readonly ranked: Omit<KeyRanking, "bucket"> },
): Pick<AccountGrant, "deferredMs" | "order" | "heldByKey"> {
  const closedMs = isClosed(limitedBy) ? (waitMs ?? UNKNOWN_WAIT_MS) : 0;
  return {
    deferredMs: [...deferredMs, ...heldMs.map((ms) => Math.max(ms, closedMs))],
    ...(order === undefined ? {} : { order, heldByKey: heldMs.length }),
  };
}

/** How many permits of those wanted are asked of the bucket, beside what others have a better claim to. */
function share(
  queues: Queues,
  {
    bucket,
    wanted,
    asClass,
  }: { readonly bucket: BucketState; readonly wanted: AcquireInput; readonly asClass: Priority },
  now: number,
): number {
  const claims = wanted.count === 0 ? 0 : Math.min(MOST_CLAIMS, claimsOfOthers(queues, asClass, now));
  if (claims === 0) {
    return wanted.count;
  }
  const { keys: _, ...unnamed } = wanted;
  const free = acquire(bucket, { ...unnamed, count: wanted.count + claims }, now).result.permits;
  // where nothing is free, the bucket says why
  return free === 0
    ? wanted.count
    : Math.min(wanted.count, entitled(queues, { priority: asClass, free, claims }, now));
}

/** What is given, or what is owed from further ahead where that is more. */
function acquireOwed(
  bucket: BucketState,
  {
    wanted,
    given,
    owed,
    owedAheadMs,
  }: {
    readonly wanted: AcquireInput;
    readonly given: number;
    readonly owed: number;
    readonly owedAheadMs: number;
  },
  now: number,
): ReturnType<typeof acquire> | null {
  const near = given === 0 ? null : acquire(bucket, { ...wanted, count: given }, now);
  return owed > (near?.result.permits ?? 0) && owedAheadMs > (wanted.aheadMs ?? 0)
    ? acquire(bucket, { ...wanted, count: owed, aheadMs: owedAheadMs }, now)
    : near;
}

function waitOf(
  limitedBy: AccountGrant["limitedBy"],
  waits: { readonly breaker: number | null; readonly bucket: number | null; readonly everyMs: number },
): number | null {
  switch (limitedBy) {
    case "breaker":
      return waits.breaker;
    case "priority":
      return Math.ceil(waits.everyMs);
    default:
      return waits.bucket;
  }
}
