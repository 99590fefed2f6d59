import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import { json, time } from "./columns.ts";

/** How the page looks. */
export interface Branding {
  /** The app's; the organization's where left out. */
  readonly name?: string | undefined;
  /** `#rrggbb`. */
  readonly color?: string | undefined;
}

/** Links under which an app's customer connects one account. */
export const connectSessions = sqliteTable("connect_sessions", {
  id: text("id").$type<Id<"connectSession">>().primaryKey(),
  organizationId: text("org_id").$type<Id<"organization">>().notNull(),
  /** SHA-256 of the link's secret, in hex: it has 256 random bits. */
  secretHash: text("secret_hash").notNull(),
  /** Those to choose from; null: all that can be connected. */
  providers: json<readonly string[]>("providers"),
  /** That which is reconnected, was begun last, or was made. */
  connectionId: text("connection_id").$type<Id<"connection">>(),
  /** Of a new connection. */
  name: text("name"),
  externalAccountId: text("external_account_id"),
  /** The agent that a new connection is for; null: the whole organization. */
  agentId: text("agent_id"),
  returnUrl: text("return_url"),
  branding: json<Branding>("branding").notNull(),
  /** Forms sent so far: each may call the provider. */
  attempts: integer("attempts").notNull(),
  completedAt: time("completed_at"),
  expiresAt: time("expires_at").notNull(),
  createdAt: time("created_at").notNull(),
});
