import { primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import type { Channel } from "../../model/channel.ts";
import { OPT_OUT_SCOPES } from "../../model/opt-out.ts";

const point = {
  organizationId: text("org_id").$type<Id<"organization">>().notNull(),
  channel: text("channel").$type<Channel>().notNull(),
  /** Normalised. */
  address: text("address").notNull(),
};

/** Addresses whose owner's say on messages changed, of which providers are yet to be told; gone once they were. */
export const optOutChanges = sqliteTable(
  "opt_out_changes",
  {
    ...point,
    /** Where it was said: a provider that said so itself is not told. */
    source: text("source").notNull(),
    /** Another one with every change, so that one which comes while it is worked off is not lost. */
    mark: text("mark").notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.channel, table.address, table.source] })],
);

/** What providers were told of opt-outs, over which connection: they are told once, and what is taken back was told. */
export const toldOptOuts = sqliteTable(
  "told_opt_outs",
  {
    ...point,
    connectionId: text("connection_id").$type<Id<"connection">>().notNull(),
    scope: text("scope", { enum: OPT_OUT_SCOPES }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.channel, table.address, table.connectionId] }),
  ],
);
