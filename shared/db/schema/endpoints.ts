import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import type { Activity } from "../../policy/silence.ts";
import type { SchemeDeclaration } from "../../signatures/declaration.ts";
import { flag, json, time } from "./columns.ts";

/** A secret as it lies in the row: sealed, with the time until which it verifies (null: until revoked). */
export interface SealedSecret {
  readonly id: Id<"secret">;
  readonly sealed: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
}

/** The webhook that the platform made at the provider. */
export interface Registration {
  /** null until it could be made. */
  readonly externalId: string | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  /** When the provider was last asked, ms since the epoch. */
  readonly checkedAt: number;
}

/** One row holds all that a webhook needs, so that the gateway reads one row per endpoint, isolate and five seconds. */
export const endpoints = sqliteTable(
  "endpoints",
  {
    id: text("id").$type<Id<"endpoint">>().primaryKey(),
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    provider: text("provider").notNull(),
    url: text("url").notNull(),
    description: text("description"),
    enabled: flag("enabled").notNull(),
    verification: text("verification", { enum: ["signature", "none"] }).notNull(),
    /** Of a custom endpoint: a scheme, or the name of a preset, which is looked up when the endpoint is read. */
    scheme: json<SchemeDeclaration>("scheme"),
    /** Type patterns that are handled; null: all. */
    events: json<string[]>("events"),
    secrets: json<SealedSecret[]>("secrets").notNull(),
    /** Whose account at the provider the webhook was made in; null where a person made it. */
    connectionId: text("connection_id").$type<Id<"connection">>(),
    /** What is known of the webhook at the provider; null where a person made it. */
    registration: json<Registration>("registration"),
    /** What is learned of its traffic; null until something came. */
    activity: json<Activity>("activity"),
    /** When it was last looked at for that. */
    watchedAt: time("watched_at"),
    /** Raised by every change; a change of the secrets names the version it read. */
    version: integer("version").notNull(),
    createdAt: time("created_at").notNull(),
    updatedAt: time("updated_at").notNull(),
  },
  (table) => [
    index("endpoints_by_organization").on(table.organizationId, table.id),
    index("endpoints_registered").on(table.id).where(sql`${table.connectionId} is not null`),
  ],
);
