import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import type { ChannelFallbacks, FrequencyCap, QuietHours } from "../../model/organization.ts";
import type { MessageDefaults } from "../../model/template.ts";
import { flag, json, time } from "./columns.ts";

export const organizations = sqliteTable("organizations", {
  id: text("id").$type<Id<"organization">>().primaryKey(),
  name: text("name").notNull(),
  /** What a JWT's organization claim is matched to. */
  externalId: text("external_id").unique(),
  timezone: text("timezone").notNull(),
  quietHours: json<QuietHours>("quiet_hours"),
  frequencyCap: json<FrequencyCap>("frequency_cap"),
  defaultFrom: json<Record<string, string>>("default_from"),
  channelDefaults: json<Record<string, string>>("channel_defaults"),
  channelFallbacks: json<ChannelFallbacks>("channel_fallbacks"),
  messageDefaults: json<MessageDefaults>("message_defaults"),
  /** Providers are told who opted out. */
  mirrorOptOuts: flag("mirror_opt_outs").notNull().default(true),
  redirectUrls: json<string[]>("redirect_urls").notNull(),
  retentionDays: integer("retention_days").notNull(),
  /** Wrapped by the platform's key; null for one that is yet to get its own, and once it is deleted. */
  dataKey: text("data_key"),
  createdAt: time("created_at").notNull(),
  /** Set at once by a deletion; the rows go with the purge job. */
  deletedAt: time("deleted_at"),
});
