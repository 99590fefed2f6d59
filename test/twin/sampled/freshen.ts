import { createIds } from "../ids.ts";
import type { MakeOptions } from "../sender.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DATE = /^\d{4}-\d{2}-\d{2}T/;
const TIME = /^\d{10}(\d{3})?$/;
const FIRST_ID = /"id":\s*"?([^",}]+)/;
const FIRST_DATE = /\d{4}-\d{2}-\d{2}T[\d:.]+Z/;
const DAY_MS = 86_400_000;
const NEW_CHARACTERS = 16;
const NEW_DIGITS = 12;

/** An event that a sample holds: what it is known by. */
export interface SampledEvent {
  readonly id: string | null;
  readonly subject: string | null;
}

/**
 * The texts of a sample to be replaced by new ones, so that it becomes another event: of each event its id where it
 * stands in the sample as it is, else the longest part of it that does, else its subject. A sample of which none does
 * becomes another by the first id of its body, or by its time.
 */
export function replacements(
  events: readonly SampledEvent[],
  text: string,
  { now, sequence }: Pick<MakeOptions, "now" | "sequence">,
): ReadonlyMap<string, string> {
  const ids = createIds("sampled", now, sequence);
  const chosen = events.flatMap((event) => tokenOf(event, text) ?? []);
  const [date] = FIRST_DATE.exec(text) ?? [];
  const other = FIRST_ID.exec(text)?.[1] ?? date;
  const tokens = chosen.length > 0 || other === undefined ? chosen : [other];
  return new Map(
    tokens.map((token) => [
      token,
      token === date ? new Date(now + (sequence % DAY_MS)).toISOString() : freshOf(token, ids),
    ]),
  );
}

function tokenOf({ id, subject }: SampledEvent, text: string): string | null {
  const parts = id === null ? [] : id.includes("|") ? id.split("|") : id.split(":");
  const candidates = [
    ...(id === null ? [] : [id]),
    ...parts.toSorted((a, b) => b.length - a.length),
    ...(subject === null ? [] : [subject]),
  ];
  return candidates.find((candidate) => isToken(candidate) && text.includes(candidate)) ?? null;
}

/** Times and words are no ids. */
function isToken(text: string): boolean {
  return text.length >= 3 && /\d/.test(text) && !DATE.test(text) && !TIME.test(text);
}

/** A new text of the same kind: a UUID, a number, or the old beginning with another end. */
function freshOf(token: string, ids: ReturnType<typeof createIds>): string {
  if (UUID.test(token)) {
    return ids.uuid(token);
  }
  if (/^\d+$/.test(token)) {
    return String(ids.number(token, NEW_DIGITS));
  }
  const beginning = token.slice(0, Math.max(1, token.search(/[^_\-/:.]*$/)));
  return beginning + ids.hex(token, NEW_CHARACTERS);
}

/** The text with every token replaced. */
export function replaceAll(text: string, fresh: ReadonlyMap<string, string>): string {
  return [...fresh].reduce((current, [token, other]) => current.replaceAll(token, other), text);
}
