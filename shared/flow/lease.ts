/** Permits granted for one moment and not yet reported; those of one ask, for several moments, share their id. All times in ms since the epoch, by the bucket's clock. */
export interface Lease {
  readonly id: string;
  /** How many permits are still unreported. */
  readonly permits: number;
  /** Units that each permit costs in every window. */
  readonly cost: number;
  /** The requests' class, where they have one. */
  readonly class?: string;
  readonly grantedAt: number;
  /** No permit may be sent before this: later than `grantedAt` where it was booked ahead. */
  readonly startsAt: number;
  /** No permit may be sent later than this. */
  readonly useBy: number;
  /** From here on the requests count as no longer in flight. */
  readonly expiresAt: number;
}

/** Requests that may be in flight at `now`. */
export function inFlight(leases: readonly Lease[], now: number): number {
  return leases.reduce((sum, lease) => (lease.expiresAt > now ? sum + lease.permits : sum), 0);
}

/** The leases without `settled` permits of those with this id. */
export function settleLease(leases: readonly Lease[], id: string, settled: number): readonly Lease[] {
  let left = settled;
  return leases.flatMap((lease) => {
    if (lease.id !== id || left === 0) {
      return [lease];
    }
    const taken = Math.min(left, lease.permits);
    left -= taken;
    return taken === lease.permits ? [] : [{ ...lease, permits: lease.permits - taken }];
  });
}
