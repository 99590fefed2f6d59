import { primaryKey, sqliteTable, text, unique } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import { time } from "./columns.ts";

export const INCIDENT_KINDS = [
  "endpoint_silent",
  "destination_failing",
  "destination_disabled",
  "message_rule_failing",
  "campaign_failed",
] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];

export const INCIDENT_STATUSES = ["open", "acknowledged", "muted", "resolved"] as const;

/** Something that a person should look at; while it is not resolved, the same trouble is the same incident. */
export const incidents = sqliteTable(
  "incidents",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    id: text("id").$type<Id<"incident">>().notNull(),
    kind: text("kind", { enum: INCIDENT_KINDS }).notNull(),
    /** The id of what is in trouble. */
    subject: text("subject").notNull(),
    /** `kind:subject` until it is resolved, then its own id: one at a time is open. */
    openKey: text("open_key").notNull(),
    /** What is wrong, and what to do. */
    message: text("message").notNull(),
    status: text("status", { enum: INCIDENT_STATUSES }).notNull(),
    openedAt: time("opened_at").notNull(),
    resolvedAt: time("resolved_at"),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    unique("incidents_open").on(table.organizationId, table.openKey),
  ],
);
