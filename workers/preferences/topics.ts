import { type ConsentRecord, STARTER_TOPICS } from "../../shared/model/consent.ts";
import type { Words } from "./words.ts";

/** Topics that one page lists. */
const MAX_TOPICS = 30;

/** The topics that a page lists: the starters, and those that the ledger knows of. */
export function topicsOf(records: readonly ConsentRecord[]): string[] {
  const known = records.flatMap(({ topic }) => (topic === null ? [] : [topic]));
  return [...new Set([...STARTER_TOPICS, ...known])].slice(0, MAX_TOPICS);
}

/** A topic's name for a person; one of the organization's own is shown as it is written. */
export function topicName(topic: string, words: Words): string {
  return words.topics[topic] ?? topic.replaceAll(/[_-]+/g, " ");
}
