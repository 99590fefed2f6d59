import { type Balance, differs } from "../scripts/demo/balance.ts";
import type { Effect } from "../scripts/demo/webhooks/expect.ts";
import { type Figures, idsOf, isAccepted, sum } from "./figures.ts";

const NAMES: Readonly<Record<Effect["kind"], string>> = { invoice: "invoices", receipt: "delivery receipts" };

/** What accepted webhooks leave behind is there once, in its state, written once; and nothing else is. */
export function effectBalance({ sent, effects, changes }: Figures, kind: Effect["kind"]): Balance {
  const key = ({ provider, externalId, status }: Effect) => `${provider} ${externalId} ${status}`;
  const due = sent.filter(isAccepted).flatMap((one) => one.effects.filter((effect) => effect.kind === kind));
  const wanted = new Set(due.map(key));
  const there = Map.groupBy(effects.filter((effect) => effect.kind === kind).map(key), (one) => one);
  const rowKey = (one: Pick<Effect, "provider" | "externalId">) => `${one.provider} ${one.externalId}`;
  const written = new Map(
    changes.filter((change) => change.kind === kind).map((change) => [rowKey(change), change.times]),
  );
  return {
    what: `${wanted.size} ${NAMES[kind]} expected = ${there.size} there, each in its state, each written once`,
    faults: [
      ...[...wanted].filter((one) => !there.has(one)).map((one) => `missing: ${one}`),
      ...[...there.keys()].filter((one) => !wanted.has(one)).map((one) => `not expected: ${one}`),
      ...[...new Set(due.map(rowKey))].flatMap((one) =>
        differs(`${one}: times written`, 1, written.get(one) ?? 0),
      ),
      ...[...there].flatMap(([one, { length }]) => differs(`${one}: times there`, 1, length)),
    ],
  };
}

/**
 * The handlers' transaction of an event with effects is committed once. It may be committed again, and by the balances
 * above then writes nothing, where the database lost its answer or the consumer had the event twice at the same time.
 */
export function handlerBalance({ sent, rows, injected }: Figures): Balance {
  const accepted = sent.filter(isAccepted);
  const webhookOf = new Map(accepted.flatMap((one) => idsOf(one).map((id) => [id, one] as const)));
  const commits = sum(rows.map((row) => row.commits));
  const events = rows.filter((row) => row.commits > 0).length;
  const never = rows.filter((row) => row.commits === 0 && (webhookOf.get(row.id)?.effects.length ?? 0) > 0);
  const again = new Set(rows.filter((row) => row.commits > 1).map((row) => webhookOf.get(row.id) ?? row));
  return {
    what: `${events} events with handlers = ${commits} commits of them - ${commits - events} again, each for a reason that was injected`,
    faults: [
      ...never.map(({ id }) => `${id}: its handlers never ran`),
      ...(again.size > injected.exposed
        ? [`${again.size} webhooks were handled again, and only ${injected.exposed} had a reason`]
        : []),
    ],
  };
}
