import { integer, primaryKey, sqliteTable, text, unique } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import type { Channel } from "../../model/channel.ts";
import type { ProviderTemplate } from "../../model/template.ts";
import { json, time } from "./columns.ts";

/** An organization's own templates; starters are code until one is changed. */
export const templates = sqliteTable(
  "templates",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    id: text("id").$type<Id<"template">>().notNull(),
    name: text("name").notNull(),
    channel: text("channel").$type<Channel>().notNull(),
    /** The one in use. */
    version: integer("version").notNull(),
    createdAt: time("created_at").notNull(),
    updatedAt: time("updated_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    unique("templates_by_name").on(table.organizationId, table.name),
  ],
);

/** Never changed: what a message was made from can be read for as long as its template is there. */
export const templateVersions = sqliteTable(
  "template_versions",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    templateId: text("template_id").$type<Id<"template">>().notNull(),
    version: integer("version").notNull(),
    subject: text("subject"),
    text: text("text"),
    html: text("html"),
    requiredVariables: json<readonly string[]>("required_variables").notNull(),
    /** null: the words are here. */
    providerTemplate: json<ProviderTemplate>("provider_template"),
    createdAt: time("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.templateId, table.version] })],
);
