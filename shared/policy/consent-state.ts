import type { Channel } from "../model/channel.ts";
import type { ConsentKind, ConsentRecord } from "../model/consent.ts";

/** What the ledger comes to for one address, channel, purpose and topic. `since` in ms since the epoch. */
export type ConsentState =
  | { readonly status: "none"; readonly since: null }
  | {
      readonly status: "pending" | "granted" | "withdrawn" | "expired" | "insufficient";
      readonly since: number;
    };

interface Fold {
  readonly status: "none" | "pending" | "granted" | "withdrawn";
  readonly record: ConsentRecord | null;
  /** Grants since the last withdrawal, oldest first: a weaker one takes nothing from one that was given before. */
  readonly standing: readonly ConsentRecord[];
  /** The withdrawal named the topic: a later grant of everything leaves it standing. */
  readonly byTopic: boolean;
}

const NOTHING: Fold = { status: "none", record: null, standing: [], byTopic: false };

/** CASL section 10(10): two years after a purchase or contract, six months after an inquiry. */
const MONTHS_OF_KIND: Readonly<Partial<Record<ConsentKind, number>>> = {
  implied_purchase: 24,
  implied_inquiry: 6,
};

/**
 * The one way in which a state is derived from the ledger. Records count by when the person said so; of two at one time
 * the withdrawal stands. What the person withdrew is given again only by the person: no import, no administrator and no
 * provider's sync lifts it. Of several grants that stand one that is enough will do; one that names no law is under that
 * of the newest that does.
 * @param records of one address, channel and purpose, in any order
 */
export function deriveConsent(
  records: readonly ConsentRecord[],
  { topic, channel, now }: { readonly topic: string; readonly channel: Channel; readonly now: number },
): ConsentState {
  const { status, record, standing } = fold(records, topic);
  if (record === null || status === "none") {
    return { status: "none", since: null };
  }
  if (status !== "granted") {
    return { status, since: record.at };
  }
  const law = newestLaw(standing);
  const states = standing
    .map((grant) => stateOf({ ...grant, jurisdiction: grant.jurisdiction ?? law }, { channel, now }))
    .toReversed();
  const [newest] = states;
  return states.find((one) => one.status === "granted") ?? newest ?? { status: "none", since: null };
}

function stateOf(
  grant: ConsentRecord,
  { channel, now }: { readonly channel: Channel; readonly now: number },
): ConsentState {
  const expiresAt = expiryOf(grant);
  if (expiresAt !== null && expiresAt <= now) {
    return { status: "expired", since: expiresAt };
  }
  return { status: isSufficient(grant, channel) ? "granted" : "insufficient", since: grant.at };
}

/** The law that the newest of them that names one does, ISO 3166-1 alpha-2; null where none does. */
function newestLaw(records: readonly ConsentRecord[]): string | null {
  const newestFirst = records.toSorted((a, b) => b.at - a.at);
  return newestFirst.map(lawSaid).find((law) => law !== null) ?? null;
}

/**
 * Whose law the consent that stands was given under, ISO 3166-1 alpha-2; where it does not say, as one that the person
 * ticks in the preference centre, the newest that did. null where none stands or nobody ever said. A written one is a
 * notion of the TCPA (47 CFR 64.1200(f)(9)).
 */
export function lawOf(records: readonly ConsentRecord[], topic: string): string | null {
  const { status, record } = fold(records, topic);
  if (status !== "granted" || record === null) {
    return null;
  }
  return lawSaid(record) ?? newestLaw(records);
}

function lawSaid({ jurisdiction, kind }: ConsentRecord): string | null {
  return jurisdiction ?? (kind === "express_written" ? "US" : null);
}

/**
 * Whether a topic stands ended by the person's own word, which nobody else takes back; what somebody else noted is none.
 * @param topic null: topics that nobody has named yet
 */
export function isEndedByOwner(records: readonly ConsentRecord[], topic: string | null): boolean {
  const { status, record } = fold(records, topic);
  return status === "withdrawn" && record?.actor === "subject";
}

/** What a consent becomes when the person confirms it: an act of theirs is express at least. */
export function confirmedKind(kind: ConsentKind | null): ConsentKind | null {
  return kind === "express_written" || kind === null ? kind : "express";
}

/** The request that awaits the person's confirmation for a topic; null where none does. */
export function requestOf(records: readonly ConsentRecord[], topic: string): ConsentRecord | null {
  const { status, record } = fold(records, topic);
  return status === "pending" ? record : null;
}

function fold(records: readonly ConsentRecord[], topic: string | null): Fold {
  return records
    .filter((one) => one.topic === null || one.topic === topic)
    .toSorted((a, b) => a.at - b.at || rank(a) - rank(b))
    .reduce(step, NOTHING);
}

const RANK = { requested: 0, granted: 1, withdrawn: 2 } as const;

function rank({ status }: ConsentRecord): number {
  return RANK[status];
}

function step(before: Fold, record: ConsentRecord): Fold {
  switch (record.status) {
    case "withdrawn": {
      // an objection of the person's own is not watered down by one that a machine notes later
      const isOwn = before.status === "withdrawn" && before.record?.actor === "subject";
      const byTopic = record.topic !== null || (before.status === "withdrawn" && before.byTopic);
      return { status: "withdrawn", record: isOwn ? before.record : record, standing: [], byTopic };
    }
    case "granted":
      return isLifted(before, record)
        ? { status: "granted", record, standing: [...before.standing, record], byTopic: false }
        : before;
    case "requested":
      // asking again takes nothing away, and gives nothing either
      return before.status === "granted" || !isLifted(before, record)
        ? before
        : { status: "pending", record, standing: [], byTopic: false };
  }
}

function isLifted({ status, record, byTopic }: Fold, by: ConsentRecord): boolean {
  if (status !== "withdrawn") {
    return true;
  }
  return (record?.actor !== "subject" || by.actor === "subject") && (!byTopic || by.topic !== null);
}

function expiryOf({ kind, at }: ConsentRecord): number | null {
  const months = kind === null ? undefined : MONTHS_OF_KIND[kind];
  if (months === undefined) {
    return null;
  }
  const date = new Date(at);
  const day = date.getUTCDate();
  date.setUTCMonth(date.getUTCMonth() + months);
  if (date.getUTCDate() !== day) {
    // the month has no such day: its last one
    date.setUTCDate(0);
  }
  return date.getTime();
}

/** EU and EEA, the United Kingdom and Switzerland: consent, or the soft opt-in of article 13(2) ePrivacy. */
const EUROPE: ReadonlySet<string> = new Set(
  "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split(
    " ",
  ),
);

/** Where consent to marketing is asked twice, and an import has to say what it rests on. @param jurisdiction ISO 3166-1 alpha-2 */
export function isEurope(jurisdiction: string | null | undefined): boolean {
  return jurisdiction != null && EUROPE.has(jurisdiction);
}

const EXPRESS: readonly ConsentKind[] = ["express_written", "express"];
const IMPLIED: readonly ConsentKind[] = ["implied_purchase", "implied_inquiry"];

/**
 * Whether a consent is enough for marketing on a channel where the person is:
 * - US: mail goes out until somebody opts out (CAN-SPAM), on whatever ground; a text takes a written consent (47 CFR
 *   64.1200(f)(9)), which has to be said to be one.
 * - Canada: an express consent, or an implied one that has not expired (CASL section 10).
 * - Europe: an express consent, or customers' soft opt-in (article 13(2) ePrivacy Directive). Elsewhere: an express one.
 * - Where no law is named, the strictest for a kind that is: a written one for a text, else an express one.
 *
 * Without a `kind` it is as express as its record shows (`shownKind`), and no more: never written, implied or soft. Under a
 * law that is named that must do; where none is, the organization answers for an express one being enough for a text.
 */
function isSufficient(record: ConsentRecord, channel: Channel): boolean {
  const { jurisdiction } = record;
  const kind = shownKind(record);
  const isText = channel === "sms";
  if (jurisdiction === "US") {
    return !isText || kind === "express_written";
  }
  if (kind === null) {
    return false;
  }
  switch (jurisdiction) {
    case "CA":
      return [...EXPRESS, ...IMPLIED].includes(kind);
    case null:
      return isText && record.kind !== null ? kind === "express_written" : EXPRESS.includes(kind);
    default:
      return EXPRESS.includes(kind) || (isEurope(jurisdiction) && kind === "soft_opt_in");
  }
}

/**
 * The kind that was said, else `express` of a consent that the person gave themselves or that came with its proof: who
 * sends must be able to show it (GDPR article 7(1), CASL section 13). null: another ground, such as a contract or a
 * legitimate interest, or somebody else's word alone.
 */
function shownKind({ kind, basis, actor, isProven }: ConsentRecord): ConsentKind | null {
  return kind ?? (basis === "consent" && (actor === "subject" || isProven) ? "express" : null);
}
