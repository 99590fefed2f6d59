import { type Balance, differs } from "../balance.ts";
import {
  isAccepted,
  isFinal,
  isRefused,
  type Outcome,
  owed,
  type SentWebhook,
  type StoredEvent,
  sum,
} from "./accounts.ts";
import type { Effect } from "./expect.ts";

/** Compares what was sent with what the platform says became of it. */
export function reconcile(sent: readonly SentWebhook[], outcome: Outcome): readonly Balance[] {
  return [
    requests(sent),
    events(sent, outcome),
    refusals(sent, outcome),
    finality(outcome),
    bytes(sent, outcome),
    effects(sent, outcome, "invoice"),
    effects(sent, outcome, "receipt"),
  ];
}

function requests(sent: readonly SentWebhook[]): Balance {
  const accepted = sent.filter(isAccepted).length;
  const refused = sent.filter(isRefused).length;
  const answered = ({ status, code }: SentWebhook) =>
    status === null ? "no answer" : [status, code].filter((part) => part !== null).join(" ");
  const faults = sent.flatMap((webhook) => {
    const { refusal } = webhook.expected;
    const wanted = refusal === null ? "2xx" : `401 ${refusal}`;
    const found = refusal === null && isAccepted(webhook) ? "2xx" : answered(webhook);
    return differs(`${webhook.provider}, ${webhook.kind}: answer`, wanted, found);
  });
  return {
    what: `${sent.length} requests = ${accepted} accepted + ${refused} refused, each as it deserved`,
    faults: [...differs("requests accepted or refused", sent.length, accepted + refused), ...faults],
  };
}

function events(sent: readonly SentWebhook[], outcome: Outcome): Balance {
  const all = owed(sent);
  const duplicates = sum(outcome.events.map((event) => event.duplicates));
  const faults = providersOf(sent, outcome.events).flatMap((provider) => {
    const own = outcome.events.filter((event) => event.provider === provider);
    const due = owed(sent.filter((webhook) => webhook.provider === provider));
    return [
      ...differs(`${provider}: events stored`, due.stored, own.length),
      ...differs(
        `${provider}: duplicates counted`,
        due.duplicates,
        sum(own.map((event) => event.duplicates)),
      ),
    ];
  });
  return {
    what: `${all.stored + all.duplicates} events accepted = ${outcome.events.length} stored + ${duplicates} counted as duplicates`,
    faults,
  };
}

function refusals(sent: readonly SentWebhook[], { counters, rejections }: Outcome): Balance {
  const refused = sent.filter(isRefused);
  const answered = countBy(refused, ({ provider, code }) => `${provider}, ${code}`);
  const kept = countBy(rejections, ({ provider, reason }) => `${provider}, ${reason}`);
  const counted = new Map<string, number>();
  for (const { provider, rejected } of counters) {
    for (const [reason, count] of Object.entries(rejected)) {
      const key = `${provider}, ${reason}`;
      counted.set(key, (counted.get(key) ?? 0) + count);
    }
  }
  const keys = new Set([...answered.keys(), ...kept.keys(), ...counted.keys()]);
  return {
    what: `refused ${refused.length} = ${sum([...counted.values()])} counted at the endpoints = ${rejections.length} kept as evidence`,
    faults: [...keys].flatMap((key) => [
      ...differs(`${key}: counted at the endpoint`, answered.get(key) ?? 0, counted.get(key) ?? 0),
      ...differs(`${key}: kept as evidence`, answered.get(key) ?? 0, kept.get(key) ?? 0),
    ]),
  };
}

function finality({ events: stored }: Outcome): Balance {
  const amiss = stored.filter((event) => !isFinal(event) || event.status === "dead");
  return {
    what: `${stored.length} events: ${stored.length - amiss.length} final, ${amiss.length} not or dead`,
    faults: amiss.map(({ id, type, status }) => `${type} ${id} is ${status}`),
  };
}

/** Bodies are compared as sets by sender: a copy has the bytes of its original, the events of a batch share theirs. */
function bytes(sent: readonly SentWebhook[], { events: stored, digests }: Outcome): Balance {
  const accepted = sent.filter(isAccepted);
  const back = new Set(stored.map(({ provider, id }) => `${provider} ${digests.get(id)}`));
  const bodies = Map.groupBy(accepted, ({ provider, digest }) => `${provider} ${digest}`);
  const gone = new Map([...bodies].flatMap(([key, [first]]) => (first === undefined ? [] : [[key, first]])));
  const special = [...gone.values()].filter(({ kind }) => kind === "large" || kind === "not-utf8");
  return {
    what: `${gone.size} bodies = ${back.size} byte for byte through /raw, among them ${special.filter(({ kind }) => kind === "large").length} of 300 KB and ${special.filter(({ kind }) => kind === "not-utf8").length} not UTF-8`,
    faults: [
      ...[...gone]
        .filter(([key]) => !back.has(key))
        .map(([, { provider, kind }]) => `${provider}, ${kind}: the bytes sent do not come back`),
      ...stored
        .filter(({ provider, id }) => !gone.has(`${provider} ${digests.get(id)}`))
        .map(({ type, id }) => `${type} ${id}: its bytes were never sent`),
    ],
  };
}

const NAMES: Readonly<Record<Effect["kind"], string>> = { invoice: "invoices", receipt: "delivery receipts" };

function effects(sent: readonly SentWebhook[], outcome: Outcome, kind: Effect["kind"]): Balance {
  const key = ({ provider, externalId, status }: Effect) => `${provider} ${externalId} ${status}`;
  const due = sent.filter(isAccepted).flatMap(({ expected }) => expected.effects);
  const wanted = new Set(due.filter((effect) => effect.kind === kind).map(key));
  const there = outcome.effects.filter((effect) => effect.kind === kind).map(key);
  return {
    what: `${wanted.size} ${NAMES[kind]} expected = ${there.length} there, each in its state`,
    faults: [
      ...[...wanted].filter((one) => !there.includes(one)).map((one) => `missing: ${one}`),
      ...there.filter((one) => !wanted.has(one)).map((one) => `not expected: ${one}`),
      ...there
        .filter((one, index) => wanted.has(one) && there.indexOf(one) < index)
        .map((one) => `there twice: ${one}`),
    ],
  };
}

function providersOf(sent: readonly SentWebhook[], stored: readonly StoredEvent[]): string[] {
  return [...new Set([...sent, ...stored].map(({ provider }) => provider))];
}

function countBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, number> {
  return new Map([...Map.groupBy(items, key)].map(([name, own]) => [name, own.length]));
}
