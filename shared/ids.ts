import { fromUUIDBytes, parseTypeId, toUUIDBytes } from "typeid-js";
import { v7 } from "uuid";

/** Every id of the platform: a TypeID (prefix + UUIDv7 in base32), sortable by the time it was made. */
export const ID_PREFIXES = {
  organization: "org",
  key: "key",
  endpoint: "ep",
  secret: "sec",
  event: "evt",
  rejection: "rej",
  connection: "conn",
  connectSession: "cs",
  job: "job",
  batch: "batch",
  set: "set",
  consent: "cst",
  optOutReview: "oor",
  contact: "con",
  conversation: "conv",
  message: "msg",
  destination: "dest",
  delivery: "dlv",
  incident: "inc",
  template: "tmpl",
  approval: "appr",
  approvalRule: "arule",
  reminderRule: "rrule",
  messageRule: "mrule",
  segment: "seg",
  campaign: "cmp",
  request: "req",
} as const;

export type IdKind = keyof typeof ID_PREFIXES;
export type Id<K extends IdKind> = `${(typeof ID_PREFIXES)[K]}_${string}`;

/** Half of the counter is left to count in, as RFC 9562, section 6.2 has it. */
const COUNTER_START = 2 ** 31;
let last = { msecs: -1, seq: 0 };

/**
 * Makes a new id of `kind`; `now` in ms since the epoch is its sort key, and of one millisecond an isolate's ids sort as
 * they were made (RFC 9562, section 6.2, method 1).
 */
export function newId<K extends IdKind>(kind: K, now: number): Id<K> {
  const seq = now === last.msecs ? last.seq + 1 : Math.floor(Math.random() * COUNTER_START);
  last = { msecs: now, seq };
  const bytes = v7(last, new Uint8Array(16));
  return fromUUIDBytes(ID_PREFIXES[kind], bytes) as string as Id<K>;
}

const SUFFIX = /^[0-7][0-9abcdefghjkmnpqrstvwxyz]{25}$/;

/** Whether `text` is a well-formed id of `kind`. */
export function isId<K extends IdKind>(kind: K, text: string): text is Id<K> {
  const prefix = `${ID_PREFIXES[kind]}_`;
  return text.startsWith(prefix) && SUFFIX.test(text.slice(prefix.length));
}

/**
 * The id of the `index`-th event of one body, derived from the first one's, so that reading the same body again
 * (a redelivery, a crash) gives the same ids. The index is added to the 62 random bits of the UUIDv7; 0 gives `first`.
 */
export function eventIdAt(first: Id<"event">, index: number): Id<"event"> {
  if (index === 0) {
    return first;
  }
  const { prefix, suffix } = parseTypeId(first as string as Parameters<typeof parseTypeId>[0]);
  const bytes = toUUIDBytes(`${prefix}_${suffix}` as Parameters<typeof toUUIDBytes>[0]).slice();
  const view = new DataView(bytes.buffer);
  const random = view.getBigUint64(8);
  const variant = random & (3n << 62n);
  view.setBigUint64(8, variant | ((random + BigInt(index)) & ((1n << 62n) - 1n)));
  return fromUUIDBytes(ID_PREFIXES.event, bytes) as string as Id<"event">;
}

/** The id of the event which says that something came into being. */
export function eventIdFrom(id: Id<IdKind>): Id<"event"> {
  return `${ID_PREFIXES.event}_${id.slice(id.indexOf("_") + 1)}`;
}

/** The id of what an event made, of which it makes at most one: a replay makes the same. */
export function idFromEvent<K extends IdKind>(kind: K, eventId: Id<"event">): Id<K> {
  return `${ID_PREFIXES[kind]}_${eventId.slice(ID_PREFIXES.event.length + 1)}`;
}

/** An id of its own that is made again from the same event and salt, and sorts by the event's time. */
export async function derivedId<K extends IdKind>(
  kind: K,
  eventId: Id<"event">,
  salt: string,
): Promise<Id<K>> {
  return await idAt(kind, idTime(eventId), `${eventId} ${salt}`);
}

/**
 * An id that is made again from the same time, in ms since the epoch, and salt: UUIDv7's 48 bits of time, and a hash in
 * place of its random bits.
 */
export async function idAt<K extends IdKind>(kind: K, ms: number, salt: string): Promise<Id<K>> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(salt)));
  const bytes = v7({ msecs: ms, random: hash.subarray(0, 16), seq: 0 }, new Uint8Array(16));
  bytes.set(hash.subarray(20, 28), 8);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return fromUUIDBytes(ID_PREFIXES[kind], bytes) as string as Id<K>;
}

/** Ms since the epoch at which an id was made: the first 48 bits of its UUIDv7. */
export function idTime(id: string): number {
  const bytes = toUUIDBytes(id as Parameters<typeof toUUIDBytes>[0]);
  return Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0) >> 16n);
}

/** The least id of `kind` that a time could have given: a bound to compare ids with. */
export function lowestId<K extends IdKind>(kind: K, ms: number): Id<K> {
  const id = newId(kind, Math.max(0, ms));
  // the first ten characters of the suffix are the 48 bits of the time
  return `${id.slice(0, -16)}${"0".repeat(16)}` as Id<K>;
}
