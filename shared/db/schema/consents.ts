import { index, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import type { Channel } from "../../model/channel.ts";
import { CONSENT_STATUSES, type ConsentActor, type ConsentKind } from "../../model/consent.ts";
import { time } from "./columns.ts";

/** The consent ledger: append-only, one row per statement of a person; `policy/consent-state.ts` derives the state. */
export const consents = sqliteTable(
  "consents",
  {
    id: text("id").$type<Id<"consent">>().primaryKey(),
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    /** Normalised. */
    address: text("address").notNull(),
    channel: text("channel").$type<Channel>().notNull(),
    purpose: text("purpose").notNull(),
    /** null: every topic of the purpose. */
    topic: text("topic"),
    status: text("status", { enum: CONSENT_STATUSES }).notNull(),
    /** On what ground in law, e.g. `consent`, `contract`, `legitimate_interest`. */
    basis: text("basis").notNull(),
    /** Where it was given, e.g. `signup_form`. */
    source: text("source").notNull(),
    evidence: text("evidence"),
    actor: text("actor").$type<ConsentActor>().notNull().default("subject"),
    kind: text("kind").$type<ConsentKind>(),
    /** ISO 3166-1 alpha-2 of whose law holds; null: unknown. */
    jurisdiction: text("jurisdiction"),
    /** Whose address it was when it was said; null where nobody was known by it. */
    contactId: text("contact_id").$type<Id<"contact">>(),
    /** When the person said so. */
    at: time("at").notNull(),
  },
  (table) => [index("consents_by_address").on(table.organizationId, table.channel, table.address, table.id)],
);
