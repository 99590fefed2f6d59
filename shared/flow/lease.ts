/** Permits granted in one block and not yet reported. All times in ms since the epoch, by the bucket's clock. */
export interface Lease {
  readonly id: string;
  /** How many permits are still unreported. */
  readonly permits: number;
  /** Units that each permit costs in every window. */
  readonly cost: number;
  readonly grantedAt: number;
  /** No permit may be sent later than this. */
  readonly useBy: number;
  /** From here on the requests count as no longer in flight. */
  readonly expiresAt: number;
}

/** Requests that may be in flight at `now`. */
export function inFlight(leases: readonly Lease[], now: number): number {
  return leases.reduce((sum, lease) => (lease.expiresAt > now ? sum + lease.permits : sum), 0);
}

/** The leases with one replaced by what is left of it, or without it when nothing is. */
export function settleLease(leases: readonly Lease[], id: string, settled: number): readonly Lease[] {
  return leases
    .map((lease) => (lease.id === id ? { ...lease, permits: lease.permits - settled } : lease))
    .filter((lease) => lease.permits > 0);
}
