import type { Admission, RequestAsk } from "../flow/request-count.ts";
import {
  answeredRequest,
  NO_LEASE,
  type RequestLease,
  type RequestVerdict,
  takeRequest,
} from "../flow/request-lease.ts";

/** A namespace of the objects that count requests. */
interface RequestLimiters {
  getByName(name: string): { admit(ask: RequestAsk): Promise<Admission> };
}

/** More keys than this at once are asked for one by one. */
const MOST_KEPT = 1_000;

/** Invocations in one isolate share their leases, by the namespace that they were bound to. */
const isolateLeases = new WeakMap<object, Map<string, RequestLease>>();

/**
 * Counts a request against its key's limit: out of what this isolate has leased, else with a call of the key's object. No
 * promise is shared between requests: one that was cancelled would hang the others.
 * @throws Error when the object cannot be asked
 */
export async function countRequest(
  limiters: RequestLimiters,
  {
    name,
    now,
    ...ask
  }: Pick<RequestAsk, "limit" | "periodMs"> & { readonly name: string; readonly now: number },
): Promise<RequestVerdict> {
  const leases = isolateLeases.get(limiters) ?? new Map<string, RequestLease>();
  isolateLeases.set(limiters, leases);
  const taken = takeRequest(leases.get(name) ?? NO_LEASE, now);
  keep(leases, name, taken.lease);
  if (taken.kind === "admitted") {
    return taken.verdict;
  }
  const { wish } = taken;
  const answer = await limiters.getByName(name).admit({ ...ask, ...wish });
  const { lease, verdict } = answeredRequest(leases.get(name) ?? NO_LEASE, { wish, answer, askedAt: now });
  keep(leases, name, lease);
  return verdict;
}

/** What was used longest ago goes first. */
function keep(leases: Map<string, RequestLease>, name: string, lease: RequestLease): void {
  leases.delete(name);
  leases.set(name, lease);
  if (leases.size > MOST_KEPT) {
    leases.delete(leases.keys().next().value ?? name);
  }
}
