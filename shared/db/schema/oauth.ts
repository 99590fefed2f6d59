import { primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import { json, time } from "./columns.ts";

/** An organization's own application at a provider. */
export const oauthApps = sqliteTable(
  "oauth_apps",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    provider: text("provider").notNull(),
    clientId: text("client_id").notNull(),
    /** Sealed for this row. */
    clientSecret: text("client_secret").notNull(),
    /** Asked for instead of the provider's default; null: that. */
    scopes: json<readonly string[]>("scopes"),
    updatedAt: time("updated_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.provider] })],
);

/** People who were sent to a provider to consent and are yet to come back; each row is used once. */
export const oauthStates = sqliteTable("oauth_states", {
  /** SHA-256 of the state, in hex: who reads the database cannot finish a flow. */
  stateHash: text("state_hash").primaryKey(),
  organizationId: text("org_id").$type<Id<"organization">>().notNull(),
  connectionId: text("connection_id").$type<Id<"connection">>().notNull(),
  provider: text("provider").notNull(),
  /** The PKCE verifier, sealed; null where the provider takes none. */
  verifier: text("verifier"),
  /** That of the authorization request, to the letter. */
  redirectUri: text("redirect_uri").notNull(),
  /** Where the person goes afterwards; null: to a page of the platform's. */
  returnUrl: text("return_url"),
  /** The connect session whose page began it; null: the API did. */
  sessionId: text("session_id").$type<Id<"connectSession">>(),
  scopes: json<readonly string[]>("scopes").notNull(),
  expiresAt: time("expires_at").notNull(),
});
