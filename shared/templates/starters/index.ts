import type { Template } from "../../model/template.ts";
import { ACCOUNTS } from "./accounts.ts";
import { BUSINESS } from "./business.ts";
import { LEARNING } from "./learning.ts";

/** Templates that every organization has from the first day; changing one makes a copy of its own, by the same name. */
export const STARTERS: readonly Template[] = [...LEARNING, ...BUSINESS, ...ACCOUNTS].toSorted((a, b) =>
  a.name < b.name ? -1 : 1,
);

const BY_NAME: ReadonlyMap<string, Template> = new Map(STARTERS.map((starter) => [starter.name, starter]));

export function findStarter(name: string): Template | null {
  return BY_NAME.get(name) ?? null;
}
