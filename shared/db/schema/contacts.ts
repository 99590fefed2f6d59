import { index, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import type { Channel } from "../../model/channel.ts";
import type { CustomFields } from "../../model/contact.ts";
import { json, time } from "./columns.ts";

/** A person as an organization knows them. Addresses stand apart, so that each is one person's. */
export const contacts = sqliteTable(
  "contacts",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    id: text("id").$type<Id<"contact">>().notNull(),
    firstName: text("first_name"),
    lastName: text("last_name"),
    company: text("company"),
    tags: json<readonly string[]>("tags").notNull(),
    customFields: json<CustomFields>("custom_fields").notNull(),
    /** BCP 47 */
    locale: text("locale"),
    /** IANA */
    timezone: text("timezone"),
    /** The contact that this one became a part of. */
    mergedInto: text("merged_into").$type<Id<"contact">>(),
    createdAt: time("created_at").notNull(),
    updatedAt: time("updated_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.id] })],
);

/** Where a person is reached; a WhatsApp user may have no number. */
export const contactIdentities = sqliteTable(
  "contact_identities",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    channel: text("channel").$type<Channel>().notNull(),
    /** Normalised. */
    address: text("address").notNull(),
    contactId: text("contact_id").$type<Id<"contact">>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.channel, table.address] }),
    index("contact_identities_by_contact").on(table.organizationId, table.contactId),
  ],
);
