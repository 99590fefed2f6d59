import { primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import { json, time } from "./columns.ts";

/** Which connection an agent uses for each provider. Agents are the app's own: here is only the name that it gives them. */
export const agentIntegrations = sqliteTable(
  "agent_integrations",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    agentId: text("agent_id").notNull(),
    provider: text("provider").notNull(),
    connectionId: text("connection_id").$type<Id<"connection">>().notNull(),
    /** Laid over the connection's own settings. */
    config: json<Record<string, unknown>>("config").notNull(),
    createdAt: time("created_at").notNull(),
    updatedAt: time("updated_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.agentId, table.provider] })],
);
