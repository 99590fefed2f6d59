import { createIds, type Ids, type Person, pickPerson } from "../../ids.ts";
import { type MakeOptions, toSeconds } from "../../sender.ts";

/** The version that events and answers are written in. https://docs.stripe.com/api/versioning */
export const API_VERSION = "2026-10-28.endive";

/** Who and when of one event: the same prefix names the same object throughout. */
export interface Scene {
  readonly ids: Ids;
  readonly person: Person;
  readonly customerId: string;
  /** Unix seconds. */
  readonly created: number;
  id(prefix: string, length: number): string;
}

export function createScene({ now, sequence }: MakeOptions): Scene {
  const ids = createIds("stripe", now, sequence);
  const id = (prefix: string, length: number): string => `${prefix}_${ids.base62(prefix, length)}`;
  return { ids, person: pickPerson(ids), customerId: id("cus", 14), created: toSeconds(now), id };
}
