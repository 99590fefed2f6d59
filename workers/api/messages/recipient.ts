import type { Database } from "../../../shared/db/client.ts";
import { type Contact, contactsByIds, mergedInto } from "../../../shared/db/queries/contacts.ts";
import type { Id } from "../../../shared/ids.ts";
import type { Channel } from "../../../shared/model/channel.ts";
import { invalidField } from "../validation.ts";
import type { MessageInput, NewMessage } from "./schema.ts";

/** Contacts by the ids that name them, also of those that became a part of another. */
export type NamedContacts = ReadonlyMap<string, Contact>;

/** The contacts of these ids, in two statements at most; one that there is not is left out. */
export async function contactsNamed(
  db: Database,
  organizationId: Id<"organization">,
  ids: readonly Id<"contact">[],
): Promise<NamedContacts> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) {
    return new Map();
  }
  const merged = await mergedInto(db, organizationId, wanted);
  const found = await contactsByIds(db, organizationId, [...wanted, ...merged.values()]);
  const byId = new Map(found.map((contact) => [contact.id, contact]));
  return new Map(
    wanted.flatMap((id): [string, Contact][] => {
      const contact = byId.get(merged.get(id) ?? id);
      return contact === undefined ? [] : [[id, contact]];
    }),
  );
}

/**
 * A message with its address: the one it names, else the first of its contact's on the channel.
 * @throws Problem naming the field where it has neither, or the contact is not reached over the channel
 */
export function addressedMessage(input: MessageInput, contacts: NamedContacts): NewMessage {
  const { to, contactId, channel } = input;
  if (contactId === undefined) {
    if (to === undefined) {
      throw invalidField("to", "is needed, or a `contactId`");
    }
    return { ...input, to };
  }
  const contact = reachedContact(contacts.get(contactId), channel);
  const first = contact.identities.find((one) => one.channel === channel)?.address ?? "";
  return { ...input, to: to ?? first, contactId: contact.id };
}

/**
 * @param channel none: it need not be reached over any
 * @throws Problem naming the field where there is no such contact, or it has no address on the channel
 */
export function reachedContact(contact: Contact | undefined, channel: Channel | undefined): Contact {
  if (contact === undefined) {
    throw invalidField("contactId", "is no contact's");
  }
  if (channel !== undefined && !contact.identities.some((one) => one.channel === channel)) {
    throw invalidField("contactId", `is a contact without an address on ${channel}`);
  }
  return contact;
}
