import { type ConsentRecord, STARTER_TOPICS } from "../model/consent.ts";

/** Topics that are looked at for one person. */
const MAX_TOPICS = 30;

/** The topics of marketing that a person may have a say in: the starters, and those that the ledger knows of. */
export function topicsOf(records: readonly ConsentRecord[]): string[] {
  const known = records.flatMap(({ topic }) => (topic === null ? [] : [topic]));
  return [...new Set([...STARTER_TOPICS, ...known])].slice(0, MAX_TOPICS);
}
