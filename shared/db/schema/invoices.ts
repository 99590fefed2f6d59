import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import type { InvoiceStatus } from "../../model/effect.ts";
import { time } from "./columns.ts";

/** The billing state as payment providers reported it: one row per invoice, its newest state by the provider's clock. */
export const invoices = sqliteTable(
  "invoices",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    provider: text("provider").notNull(),
    externalId: text("external_id").notNull(),
    customerId: text("customer_id"),
    subscriptionId: text("subscription_id"),
    status: text("status").$type<InvoiceStatus>().notNull(),
    amountDue: integer("amount_due").notNull(),
    currency: text("currency").notNull(),
    attemptCount: integer("attempt_count").notNull(),
    nextAttemptAt: time("next_attempt_at"),
    eventId: text("event_id").$type<Id<"event">>().notNull(),
    occurredAt: time("occurred_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.provider, table.externalId] })],
);
