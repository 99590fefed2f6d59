import type { ProviderApi, RateLimit, Standing } from "./provider-api.ts";

/** A limit that is enforced, with what came against it. */
export interface LimitReport extends RateLimit {
  readonly provider: string;
  readonly requests: number;
  /** Requests beyond the limit. */
  readonly violations: number;
  readonly accounts: Readonly<Record<string, { readonly requests: number; readonly violations: number }>>;
}

/** Rate limits per account: in no span of `perSeconds`, wherever it begins, more than `limit` requests. */
export interface Limits {
  /** Enforces a limit from now on, in place of an earlier one. */
  set(provider: string, limit: RateLimit): void;
  list(provider?: string): readonly LimitReport[];
  clear(provider?: string): void;
  /** Counts a request. @param now ms, of a clock that does not go back */
  count(api: ProviderApi, account: string, now: number): Counted;
}

export interface Counted {
  readonly allowed: boolean;
  /** null where the provider has no limit to tell. */
  readonly standing: Standing | null;
}

interface Tally {
  requests: number;
  violations: number;
  /** When the requests came that still count. */
  recent: readonly number[];
}

interface Enforced {
  readonly limit: RateLimit;
  readonly tallies: Map<string, Tally>;
}

function tallyOf(tallies: Map<string, Tally>, account: string): Tally {
  const tally = tallies.get(account) ?? { requests: 0, violations: 0, recent: [] };
  tallies.set(account, tally);
  return tally;
}

/** Counts a request and says whether it is within the limit; one beyond it takes no room. */
function charge(tally: Tally, { limit, perSeconds }: RateLimit, now: number): Counted {
  const windowMs = perSeconds * 1000;
  const recent = tally.recent.filter((at) => now - at < windowMs);
  const allowed = recent.length < limit;
  tally.recent = allowed ? [...recent, now] : recent;
  tally.requests += 1;
  tally.violations += allowed ? 0 : 1;
  const [oldest = now] = tally.recent;
  const standing = {
    limit,
    perSeconds,
    remaining: Math.max(0, limit - tally.recent.length),
    resetSeconds: Math.max(1, Math.ceil((windowMs - (now - oldest)) / 1000)),
  };
  return { allowed, standing };
}

function report(provider: string, { limit, tallies }: Enforced): LimitReport {
  const all = [...tallies.entries()];
  return {
    provider,
    ...limit,
    requests: all.reduce((sum, [, { requests }]) => sum + requests, 0),
    violations: all.reduce((sum, [, { violations }]) => sum + violations, 0),
    accounts: Object.fromEntries(
      all.map(([account, { requests, violations }]) => [account, { requests, violations }]),
    ),
  };
}

export function createLimits(): Limits {
  const enforced = new Map<string, Enforced>();
  const advertised = new Map<string, Enforced>();
  return {
    set(provider, limit) {
      enforced.set(provider, { limit, tallies: new Map() });
    },
    list: (provider) =>
      [...enforced]
        .filter(([name]) => provider === undefined || name === provider)
        .map(([name, entry]) => report(name, entry)),
    clear(provider) {
      for (const name of provider === undefined ? [...enforced.keys()] : [provider]) {
        enforced.delete(name);
      }
    },
    count({ provider, advertised: told }, account, now) {
      const own = enforced.get(provider);
      if (own !== undefined) {
        return charge(tallyOf(own.tallies, account), own.limit, now);
      }
      if (told === undefined) {
        return { allowed: true, standing: null };
      }
      const entry = advertised.get(provider) ?? { limit: told, tallies: new Map<string, Tally>() };
      advertised.set(provider, entry);
      return { ...charge(tallyOf(entry.tallies, account), told, now), allowed: true };
    },
  };
}
