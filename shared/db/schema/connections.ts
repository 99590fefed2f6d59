import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import type { Grant } from "../../oauth2/grant.ts";
import type { FailureCause } from "../../policy/failure-cause.ts";
import { json, time } from "./columns.ts";

export const CONNECTION_STATUSES = ["pending", "active", "needs_reauth", "error", "disabled"] as const;

/** Times in ms since the epoch. */
export interface TokenState {
  /** What the first token came by. */
  readonly grant: Grant;
  /** Raised by every new access token: who saw an older one need not ask for another. */
  readonly version: number;
  readonly issuedAt: number;
  /** null: never. */
  readonly expiresAt: number | null;
  readonly scopes: readonly string[];
  /** Refreshes that came to nothing since the last that did. */
  readonly failures: number;
  /** A refresh that was begun and of which no end is known: a single-use refresh token may be used up. */
  readonly intentAt: number | null;
  /** The token endpoint asked not to be asked earlier; left out where it did not. */
  readonly notBefore?: number;
  /** After a refresh that came to nothing the next waits until then, unless a person asks for it. */
  readonly retryAt?: number;
  /** The id of the application that they were given to; left out where there is none, or it is not known. */
  readonly client?: string;
}

export interface ConnectionFailure {
  /** ms since the epoch. */
  readonly at: number;
  readonly cause: FailureCause;
  /** As the provider or the platform names it. */
  readonly code: string;
}

/** An organization's credentials at a provider. */
export const connections = sqliteTable(
  "connections",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    id: text("id").$type<Id<"connection">>().notNull(),
    provider: text("provider").notNull(),
    name: text("name"),
    status: text("status", { enum: CONNECTION_STATUSES }).notNull(),
    /** The credentials as JSON, sealed for this row. */
    credentials: text("credentials").notNull(),
    config: json<Record<string, unknown>>("config").notNull(),
    externalAccountId: text("external_account_id"),
    /** The agent that it is for; null: the whole organization. */
    agentId: text("agent_id"),
    /** Names the account gate: the same for every connection of one account at the provider. */
    accountKey: text("account_key").notNull(),
    /** What is known of the tokens among the credentials; null where there are none. */
    tokens: json<TokenState>("tokens"),
    /** When the tokens are refreshed ahead of their end; null: never. */
    refreshDueAt: time("refresh_due_at"),
    error: json<{ code: string; message: string }>("error"),
    /** The latest failures, newest first; written with a change of the row only, never by themselves. */
    failures: json<readonly ConnectionFailure[]>("failures"),
    /** Raised by every change of the credentials. */
    generation: integer("generation").notNull(),
    createdAt: time("created_at").notNull(),
    updatedAt: time("updated_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    index("connections_due").on(table.refreshDueAt).where(sql`${table.refreshDueAt} is not null`),
  ],
);
