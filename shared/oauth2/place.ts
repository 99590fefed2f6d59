import { at, idOf, textOf } from "../model/read.ts";
import type { Place } from "./grant.ts";

/** The value at a place of an answer; undefined where there is none. */
export function valueAt(body: unknown, place: Place): unknown {
  let current = body;
  for (const step of place) {
    current = typeof step === "object" ? chosen(current, step.whereTrue) : at(current, step);
  }
  return current;
}

function chosen(list: unknown, member: string): unknown {
  const items: readonly unknown[] = Array.isArray(list) ? list : [];
  return items.find((item) => at(item, member) === true) ?? items[0];
}

/** What is kept of an answer, by the field that it becomes; what is not there, or is no text or number, is left out. */
export function keptOf(body: unknown, keeps: Readonly<Record<string, Place>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(keeps).flatMap(([field, place]) => {
      const value = valueAt(body, place);
      const text = textOf(value) ?? idOf(value);
      return text === null ? [] : [[field, text]];
    }),
  );
}
