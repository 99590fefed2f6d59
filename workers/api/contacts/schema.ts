import { z } from "@hono/zod-openapi";
import { toRfc3339 } from "../../../shared/clock.ts";
import type { Contact, ContactRow } from "../../../shared/db/queries/contacts.ts";
import { contactAddresses, contactFields } from "../../../shared/model/contact.ts";
import { definedFields } from "../defined.ts";
import { idSchema, timeSchema } from "../schemas.ts";
import { identityKey } from "./identities.ts";

export const contactInputSchema = z
  .strictObject({ ...contactFields, ...contactAddresses })
  .partial()
  .openapi({
    example: {
      firstName: "Ann",
      email: "ann.new@example.com",
      tags: ["customer"],
      customFields: { plan: "pro" },
      timezone: "Europe/Berlin",
    },
  });
export type ContactInput = z.infer<typeof contactInputSchema>;

export const contactSchema = z
  .object({
    id: idSchema("contact"),
    ...contactFields,
    tags: z.array(z.string()),
    ...contactAddresses,
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .openapi("Contact");

/** A contact of which nothing is known yet. */
export function blankContact(
  organizationId: ContactRow["organizationId"],
  id: ContactRow["id"],
  now: number,
): ContactRow {
  return {
    organizationId,
    id,
    firstName: null,
    lastName: null,
    company: null,
    tags: [],
    customFields: {},
    locale: null,
    timezone: null,
    mergedInto: null,
    createdAt: now,
    updatedAt: now,
  };
}

/** A contact's row after a change; fields that are left out stay. */
export function changedContact(row: ContactRow, input: ContactInput, now: number): ContactRow {
  const { email: _, phone: __, identities: ___, ...fields } = input;
  return { ...row, ...definedFields(fields), updatedAt: now };
}

export function presentContact({ organizationId: _, mergedInto: __, ...contact }: Contact) {
  const { identities, tags, customFields, createdAt, updatedAt, ...row } = contact;
  const first = (channel: string) => identities.find((one) => one.channel === channel)?.address ?? null;
  return {
    ...row,
    email: first("email"),
    phone: first("sms"),
    identities: identities.toSorted((a, b) => (identityKey(a) < identityKey(b) ? -1 : 1)),
    tags: [...tags],
    customFields: { ...customFields },
    createdAt: toRfc3339(createdAt),
    updatedAt: toRfc3339(updatedAt),
  };
}
