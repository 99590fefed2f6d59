import { contactStates } from "../db/queries/contact-states.ts";
import type { NewJob } from "../db/queries/jobs.ts";
import {
  type OptOutTarget,
  optOutTargets,
  type PendingOptOut,
  pendingOptOuts,
  type ToldOptOutRow,
  toldOf,
  toldStatements,
} from "../db/queries/opt-outs.ts";
import type { OptOutScope } from "../model/opt-out.ts";
import { freshCall } from "../outbox/fresh-job.ts";
import { type OutboxStores, submitJobs } from "../outbox/submit.ts";
import { type OptOutState, optOutState, optOutSteps } from "../policy/opt-out.ts";
import type { ActionCall } from "../providers/opt-outs.ts";
import { findProvider } from "../providers/registry.ts";
import type { TellingMetadata } from "./outdated.ts";

/** What one connection is told of one address. */
interface Telling {
  readonly target: OptOutTarget;
  readonly change: PendingOptOut;
  readonly before: OptOutScope | null;
  readonly state: OptOutState;
}

/** What a telling comes to. */
interface Told {
  readonly jobs: readonly NewJob[];
  readonly known: readonly ToldOptOutRow[];
  readonly forgotten: readonly Omit<ToldOptOutRow, "scope">[];
}

/**
 * Tells providers of up to `limit` addresses whose owners' say changed: what holds now, not what happened in between.
 * The jobs and what the providers know by them are one transaction. Returns how many changes were worked off.
 */
export async function tellOptOuts(limit: number, stores: OutboxStores): Promise<number> {
  const { db } = stores;
  const pending = await pendingOptOuts(db, limit);
  if (pending.length === 0) {
    return 0;
  }
  const byPoint = Map.groupBy(pending, keyOf);
  const changes = [...byPoint.values()].flatMap(([first]) => first ?? []);
  const organizationIds = [...new Set(changes.map(({ organizationId }) => organizationId))];
  const [states, targets, told] = await Promise.all([
    contactStates(db, changes),
    optOutTargets(db, organizationIds),
    toldOf(db, changes),
  ]);
  const now = stores.clock();
  const toldBefore = new Map(told.map((row) => [`${keyOf(row)}${row.connectionId}`, row.scope]));
  const results = changes.flatMap((change, index) => {
    const known = states[index];
    const key = keyOf(change);
    const sources = new Set((byPoint.get(key) ?? []).map(({ source }) => source));
    return targets
      .filter(({ organizationId }) => known !== undefined && organizationId === change.organizationId)
      .flatMap((target): Told[] => {
        const before = toldBefore.get(`${key}${target.id}`) ?? null;
        // who said so, and nobody else, knows already, unless it is one of several accounts
        const accounts = targets.filter(
          ({ organizationId, provider }) =>
            organizationId === change.organizationId && provider === target.provider,
        );
        const isOwn = sources.size === 1 && sources.has(target.provider) && accounts.length === 1;
        return known === undefined || isOwn
          ? []
          : [tell({ target, change, before, state: optOutState(known, { ...change, now }) }, now)];
      });
  });
  await submitJobs(
    stores,
    results.flatMap(({ jobs }) => jobs),
    toldStatements(db, {
      known: results.flatMap(({ known }) => known),
      forgotten: results.flatMap(({ forgotten }) => forgotten),
      done: pending,
    }),
  );
  return pending.length;
}

function tell({ target, change, before, state }: Telling, now: number): Told {
  const { organizationId, channel, address } = change;
  const provider = findProvider(target.provider);
  const rule = provider?.optOuts?.[channel];
  const steps = optOutSteps(before, state);
  const whom = { address, config: target.config };
  const since = state.kind === "agreed" ? state.since : now;
  const calls = [
    ...steps.tell.map((scope) => ({ scope, isReturn: false, call: rule?.[scope]?.tell(whom) ?? null })),
    ...steps.takeBack.map((scope) => ({
      scope,
      isReturn: true,
      call: rule?.[scope]?.takeBack?.({ ...whom, since }) ?? null,
    })),
  ];
  const jobs = calls.flatMap(({ call, scope, isReturn }) => {
    const action = call === null ? undefined : provider?.actions?.[call.action];
    const isMade = call !== null && action?.input.safeParse(call.input).success === true;
    return isMade ? [jobOf(call, { target, now, address, optOut: { channel, scope, isReturn } })] : [];
  });
  const row = { organizationId, channel, address, connectionId: target.id };
  if (steps.known === null) {
    return { jobs, known: [], forgotten: before === null ? [] : [row] };
  }
  const isTold = before !== null || jobs.length > 0;
  const isNew = steps.known !== before && isTold;
  return { jobs, known: isNew ? [{ ...row, scope: steps.known }] : [], forgotten: [] };
}

/** It names no channel: whoever opted out must not stop the word of it. */
function jobOf(
  { action, input }: ActionCall,
  {
    target,
    address,
    now,
    optOut,
  }: TellingMetadata & {
    readonly target: OptOutTarget;
    readonly address: string;
    readonly now: number;
  },
): NewJob {
  return {
    ...freshCall(now),
    organizationId: target.organizationId,
    provider: target.provider,
    action,
    connectionId: target.id,
    address,
    input,
    metadata: { optOut },
    priority: "normal",
  };
}

function keyOf({ organizationId, channel, address }: Omit<ToldOptOutRow, "connectionId" | "scope">): string {
  return JSON.stringify([organizationId, channel, address]);
}
