import { primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import { json, time } from "./columns.ts";
import type { SealedSecret } from "./endpoints.ts";

export const DESTINATION_STATUSES = ["enabled", "paused", "failing", "gone"] as const;
export type DestinationStatus = (typeof DESTINATION_STATUSES)[number];

/** Where an organization wants events sent; whatever its status but `enabled`, they are held. */
export const destinations = sqliteTable(
  "destinations",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    id: text("id").$type<Id<"destination">>().notNull(),
    url: text("url").notNull(),
    description: text("description"),
    /** Type patterns. */
    events: json<readonly string[]>("events").notNull(),
    secrets: json<SealedSecret[]>("secrets").notNull(),
    /** `failing`: switched off after five days of failures; `gone`: it asked to get nothing more. */
    status: text("status", { enum: DESTINATION_STATUSES }).notNull(),
    /** Waits in seconds after each failed attempt; null: the platform's. */
    retrySchedule: json<readonly number[]>("retry_schedule"),
    /** `hook`: subscribed by Zapier, and deleted when it is gone. */
    source: text("source", { enum: ["api", "hook"] }).notNull(),
    /** Since when there was nothing but failures; null while there is none. */
    failingSince: time("failing_since"),
    /** When the organization was warned of it. */
    warnedAt: time("warned_at"),
    createdAt: time("created_at").notNull(),
    updatedAt: time("updated_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.id] })],
);
