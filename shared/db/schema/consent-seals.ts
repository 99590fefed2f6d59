import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";

/** The link of a ledger's record in its organization's chain of hashes; never changed. */
export const consentSeals = sqliteTable(
  "consent_seals",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    consentId: text("consent_id").$type<Id<"consent">>().notNull(),
    /** From 1, without gaps. */
    seq: integer("seq").notNull(),
    /** SHA-256 in hex of the link before, and of the record. */
    hash: text("hash").notNull(),
    /** SHA-256 in hex of what an erasure takes from the record. */
    personalHash: text("personal_hash").notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.consentId] })],
);

/** Where an organization's chain ends. */
export const consentChains = sqliteTable("consent_chains", {
  organizationId: text("org_id").$type<Id<"organization">>().primaryKey(),
  seq: integer("seq").notNull(),
  hash: text("hash").notNull(),
});
