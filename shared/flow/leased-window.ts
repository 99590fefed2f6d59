import { type BucketLimits, chargeSent } from "./bucket-state.ts";
import type { Lease } from "./lease.ts";
import { roomOf, type Tracked, waitOf } from "./tracked-window.ts";

/** What is granted and not yet reported, and at what share of the rate it is counted. */
export interface Outstanding {
  readonly leases: readonly Lease[];
  readonly limits: BucketLimits;
  readonly share: number;
}

function assume(tracked: Tracked, outstanding: Outstanding, sentAt: (lease: Lease) => number): Tracked {
  const margin = outstanding.limits.marginMs ?? 0;
  const sent = outstanding.leases.map((lease) => ({ ...lease, at: sentAt(lease) + margin }));
  return chargeSent(tracked, sent, outstanding.share);
}

/** Units free at `now` if every permit outstanding were sent as late as it may. */
export function roomWithLeases(tracked: Tracked, outstanding: Outstanding, now: number): number {
  const margin = outstanding.limits.marginMs ?? 0;
  // GCRA judges the moment of the grant: a permit that may still be sent counts as arriving at it
  const latest =
    tracked.state.usage.kind === "burst"
      ? (lease: Lease) => Math.max(lease.startsAt, Math.min(lease.useBy, now - margin))
      : (lease: Lease) => lease.useBy;
  return roomOf(assume(tracked, outstanding, latest), now);
}

/** ms until `units`, which are not free now, will be: by the earliest times of sending, or, where that has passed without a report, by the latest times. */
export function waitWithLeases(
  tracked: Tracked,
  { units, outstanding }: { readonly units: number; readonly outstanding: Outstanding },
  now: number,
): number {
  const hoped = waitOf(
    assume(tracked, outstanding, (lease) => lease.startsAt),
    units,
    now,
  );
  return hoped > 0
    ? hoped
    : waitOf(
        assume(tracked, outstanding, (lease) => lease.useBy),
        units,
        now,
      );
}
