import type { Words } from "./words.ts";

/** A topic's name for a person; one of the organization's own is shown as it is written. */
export function topicName(topic: string, words: Words): string {
  return words.topics[topic] ?? topic.replaceAll(/[_-]+/g, " ");
}
