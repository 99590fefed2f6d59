import { primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import type { RecordFields, RecordKind } from "../../model/record.ts";
import { json, time } from "./columns.ts";

/** What providers told of: one row per invoice, appointment, call …, its newest state by the provider's clock. */
export const records = sqliteTable(
  "records",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    kind: text("kind").$type<RecordKind>().notNull(),
    provider: text("provider").notNull(),
    externalId: text("external_id").notNull(),
    status: text("status").notNull(),
    fields: json<RecordFields[RecordKind]>("fields").notNull(),
    eventId: text("event_id").$type<Id<"event">>().notNull(),
    occurredAt: time("occurred_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.kind, table.provider, table.externalId] })],
);
