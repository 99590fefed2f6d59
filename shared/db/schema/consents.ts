import { index, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import type { Channel } from "../../model/channel.ts";
import { time } from "./columns.ts";

/** The consent ledger: append-only, one row per statement of a person; the state is derived from the newest. */
export const consents = sqliteTable(
  "consents",
  {
    id: text("id").$type<Id<"consent">>().primaryKey(),
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    /** Normalised. */
    address: text("address").notNull(),
    channel: text("channel").$type<Channel>().notNull(),
    purpose: text("purpose").notNull(),
    status: text("status", { enum: ["granted", "withdrawn"] }).notNull(),
    /** On what ground in law, e.g. `consent`, `contract`, `legitimate_interest`. */
    basis: text("basis").notNull(),
    /** Where it was given, e.g. `signup_form`. */
    source: text("source").notNull(),
    evidence: text("evidence"),
    at: time("at").notNull(),
  },
  (table) => [index("consents_by_address").on(table.organizationId, table.channel, table.address, table.id)],
);
