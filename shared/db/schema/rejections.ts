import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import type { RefusalReason, VerificationStep } from "../../signatures/verifier.ts";
import { json, time } from "./columns.ts";

/** Requests that did not verify, as evidence; at most 100 rows per endpoint and hour, the rest only counted. */
export const rejections = sqliteTable(
  "rejections",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    id: text("id").$type<Id<"rejection">>().notNull(),
    endpointId: text("endpoint_id").$type<Id<"endpoint">>().notNull(),
    provider: text("provider").notNull(),
    reason: text("reason").$type<RefusalReason>().notNull(),
    step: text("step").$type<VerificationStep>().notNull(),
    expected: text("expected").notNull(),
    headers: json<[string, string][]>("headers").notNull(),
    bytes: integer("bytes").notNull(),
    receivedAt: time("received_at").notNull(),
    /** As received, without a secret in it; null for rows of before it was kept. */
    url: text("url"),
    /** base64, for as long as bodies of refused requests are kept; null for one that was not kept, or not any more. */
    body: text("body"),
    /** The event that it became when it was replayed. */
    replayedAs: text("replayed_as").$type<Id<"event">>(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    index("rejections_bodies").on(table.receivedAt).where(sql`${table.body} is not null`),
  ],
);

/** How often an endpoint refused requests, by reason: exact also where no row is kept. */
export const rejectionCounters = sqliteTable(
  "rejection_counters",
  {
    endpointId: text("endpoint_id").$type<Id<"endpoint">>().notNull(),
    reason: text("reason").$type<RefusalReason>().notNull(),
    count: integer("count").notNull(),
    lastAt: time("last_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.endpointId, table.reason] })],
);
