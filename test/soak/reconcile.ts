import { type Balance, differs } from "../scripts/demo/balance.ts";
import { type Figures, idsOf, isAccepted, RESTARTS, type Sent, sum } from "./figures.ts";
import type { Row } from "./orders.ts";
import { effectBalance, handlerBalance } from "./reconcile-effects.ts";

const isForged = ({ kind }: Sent): boolean => kind === "forge";

/** Compares what was sent with what is stored; nothing is amiss when no balance has a fault. */
export function reconcile(figures: Figures): readonly Balance[] {
  return [
    answers(figures),
    identities(figures),
    originals(figures),
    finality(figures),
    effectBalance(figures, "invoice"),
    effectBalance(figures, "receipt"),
    handlerBalance(figures),
    refusals(figures),
    injections(figures),
  ];
}

function answers({ sent }: Figures): Balance {
  const accepted = sent.filter(isAccepted);
  const refused = sent.filter(({ status }) => status === 401);
  const faults = sent.flatMap((one) => {
    const wanted = isForged(one) ? "401" : "2xx";
    const found = isAccepted(one) ? "2xx" : String(one.status);
    const id = isAccepted(one) && one.id === null ? [`${one.provider}: accepted without an id`] : [];
    return [...differs(`${one.provider}, ${one.kind}: answer`, wanted, found), ...id];
  });
  return {
    what: `${sent.length} webhooks = ${accepted.length} accepted + ${refused.length} refused, each as it deserved`,
    faults,
  };
}

/** Every id accepted is one event's, as its own id or as that of a further receipt. */
function identities({ sent, rows }: Figures): Balance {
  const places = new Map<string, number>();
  for (const id of rows.flatMap((row) => [row.id, ...row.receipts])) {
    places.set(id, (places.get(id) ?? 0) + 1);
  }
  const accepted = sent.filter(isAccepted).flatMap(idsOf);
  const own = new Set(rows.map(({ id }) => id));
  const asEvents = accepted.filter((id) => own.has(id)).length;
  return {
    what: `${accepted.length} event ids accepted = ${asEvents} stored as events + ${accepted.length - asEvents} counted as duplicates, each once`,
    faults: [
      ...accepted.flatMap((id) => differs(`${id}: places where it is stored`, 1, places.get(id) ?? 0)),
      ...differs("ids accepted once", accepted.length, new Set(accepted).size),
    ],
  };
}

/** An original and its copies are the same events, each stored once, and nothing is stored that nobody was told of. */
function originals({ sent, rows }: Figures): Balance {
  const bySequence = Map.groupBy(sent.filter(isAccepted), ({ sequence }) => sequence);
  const rowOf = new Map(rows.flatMap((row) => [row.id, ...row.receipts].map((id) => [id, row] as const)));
  const told = new Set<Row>();
  const faults: string[] = [];
  let due = 0;
  for (const [sequence, copies] of bySequence) {
    const own = new Set(copies.flatMap(idsOf).flatMap((id) => rowOf.get(id) ?? []));
    const items = copies[0]?.items ?? 0;
    due += items;
    faults.push(...differs(`${copies[0]?.provider} ${sequence}: events stored`, items, own.size));
    for (const row of own) {
      faults.push(...(told.has(row) ? [`${row.id} is the event of two originals`] : []));
      told.add(row);
    }
  }
  const duplicates = sum(rows.map((row) => row.duplicates));
  return {
    what: `${due} events sent = ${rows.length} stored; ${duplicates} duplicates counted`,
    faults: [
      ...faults,
      ...rows.flatMap((row) => (told.has(row) ? [] : [`${row.id} is stored and was never accepted`])),
      ...rows.flatMap((row) => differs(`${row.id}: duplicates`, row.receipts.length, row.duplicates)),
    ],
  };
}

function finality({ rows }: Figures): Balance {
  const amiss = rows.filter(({ status }) => status !== "processed");
  return {
    what: `${rows.length} events: ${rows.length - amiss.length} processed, ${amiss.length} not`,
    faults: amiss.map(({ id, status }) => `${id} is ${status}`),
  };
}

/** A forgery whose answer was lost on the way to the queue is refused again, and then counted twice. */
function refusals({ sent, refused }: Figures): Balance {
  const answered = sent.filter(({ status }) => status === 401);
  const again = sum(answered.map(({ failures }) => failures.length));
  return {
    what: `${answered.length} refused = ${refused} counted at the endpoints, of which ${Math.max(0, refused - answered.length)} answered 5xx before`,
    faults:
      refused < answered.length || refused > answered.length + again
        ? [`counted ${refused}, expected ${answered.length} to ${answered.length + again}`]
        : [],
  };
}

/** A soak in which something never went wrong proves nothing of it. */
function injections({ injected, restarts }: Figures): Balance {
  const { troubles, refusals: byStore, lostAnswers, aborts } = injected;
  const all = Object.entries({ ...troubles, ...byStore, "lost answers": lostAnswers, aborts });
  return {
    what: `${all.length} kinds of trouble, each at least once, and ${restarts} restarts`,
    faults: [
      ...all.filter(([, count]) => count === 0).map(([kind]) => `${kind}: never happened`),
      ...differs("restarts", RESTARTS, restarts),
    ],
  };
}
