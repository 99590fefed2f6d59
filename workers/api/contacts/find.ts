import type { Database } from "../../../shared/db/client.ts";
import { type Contact, findContact } from "../../../shared/db/queries/contacts.ts";
import { Problem } from "../../../shared/errors.ts";
import type { Id } from "../../../shared/ids.ts";
import type { Channel } from "../../../shared/model/channel.ts";
import { notFound } from "../found.ts";

/** @throws Problem `not_found` */
export async function requireContact(
  db: Database,
  organizationId: Id<"organization">,
  id: Id<"contact">,
): Promise<Contact> {
  const contact = await findContact(db, organizationId, id);
  if (contact === null) {
    throw notFound("contact");
  }
  return contact;
}

/** A contact's addresses on a channel, one at least. @throws Problem where it has none, or there is no such contact */
export async function addressesOfContact(
  db: Database,
  organizationId: Id<"organization">,
  {
    contactId,
    channel,
    place,
  }: { readonly contactId: Id<"contact">; readonly channel: Channel; readonly place: "body" | "path" },
): Promise<string[]> {
  const { identities } = await requireContact(db, organizationId, contactId);
  const addresses = identities.filter((one) => one.channel === channel).map(({ address }) => address);
  if (addresses.length === 0) {
    throw new Problem("validation_failed", "Add the address to the contact first.", {
      errors: [{ path: `${place}.channel`, message: `the contact has no address on ${channel}` }],
    });
  }
  return addresses;
}
