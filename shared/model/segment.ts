import type { Channel } from "./channel.ts";
import type { ConsentStatus } from "./consent.ts";

/** Groups within groups, the outermost included; conditions in all. A statement of D1 takes 100 values. */
export const MAX_FILTER_DEPTH = 3;
export const MAX_FILTER_CONDITIONS = 20;

/** What a contact has of its own under one name each. */
export const TEXT_FIELDS = ["firstName", "lastName", "company", "locale", "timezone"] as const;
type TextField = (typeof TEXT_FIELDS)[number];

/** What is asked of one field of a contact. */
export type SegmentCondition =
  | { readonly field: "tag"; readonly op: "eq" | "ne"; readonly value: string }
  | { readonly field: "channel"; readonly op: "eq" | "ne"; readonly value: Channel }
  | { readonly field: TextField; readonly op: "eq" | "ne" | "contains"; readonly value: string }
  | { readonly field: TextField; readonly op: "exists" | "missing" }
  | {
      readonly field: "customField";
      readonly name: string;
      readonly op: "eq" | "ne";
      readonly value: string | number | boolean;
    }
  | { readonly field: "customField"; readonly name: string; readonly op: "gt" | "lt"; readonly value: number }
  | { readonly field: "customField"; readonly name: string; readonly op: "contains"; readonly value: string }
  | { readonly field: "customField"; readonly name: string; readonly op: "exists" | "missing" }
  /** RFC 3339 */
  | { readonly field: "createdAt"; readonly op: "gt" | "lt"; readonly value: string }
  | { readonly field: "createdAt"; readonly op: "withinDays" | "olderThanDays"; readonly value: number }
  | {
      readonly field: "consent";
      readonly channel: Channel;
      readonly topic: string;
      readonly op: "eq" | "ne";
      readonly value: ConsentStatus;
    };

/** A stored filter over contacts, as data. */
export type SegmentFilter =
  | SegmentCondition
  | { readonly all: readonly SegmentFilter[] }
  | { readonly any: readonly SegmentFilter[] };

/** How many conditions a filter has in all. */
export function countConditions(filter: SegmentFilter): number {
  if ("all" in filter) {
    return filter.all.reduce((sum, part) => sum + countConditions(part), 0);
  }
  return "any" in filter ? filter.any.reduce((sum, part) => sum + countConditions(part), 0) : 1;
}
