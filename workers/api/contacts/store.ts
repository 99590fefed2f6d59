import {
  addIdentities,
  type Contact,
  type ContactRow,
  type Identity,
  ownersOf,
  removeIdentities,
} from "../../../shared/db/queries/contacts.ts";
import { Problem } from "../../../shared/errors.ts";
import type { Context } from "../../context.ts";
import { without } from "./identities.ts";

/**
 * Stores a contact's addresses with the contact, all of it or nothing.
 * @param together the statements that store the contact, and what commits with it
 * @throws Problem `conflict` where an address is another contact's already: merge the two
 */
export async function storeContact(
  row: ContactRow,
  { before, after }: { readonly before: readonly Identity[]; readonly after: readonly Identity[] },
  { db }: Context,
  together: readonly D1PreparedStatement[],
): Promise<void> {
  const { organizationId, id: contactId } = row;
  const points = without(after, before).map((one) => ({ organizationId, ...one }));
  const owners = points.length === 0 ? [] : await ownersOf(db, points);
  if (owners.some((owner) => owner !== null)) {
    throw taken(owners.find((owner) => owner !== null) ?? "");
  }
  try {
    await db.d1.batch([
      ...removeIdentities(db, row, without(before, after)),
      ...addIdentities(
        db,
        points.map((point) => ({ ...point, contactId })),
      ),
      ...together,
    ]);
  } catch (cause) {
    // somebody else stored it between the question and the answer
    const [owner] = (await ownersOf(db, points)).filter((one) => one !== null && one !== contactId);
    throw owner === undefined || owner === null ? cause : taken(owner);
  }
}

function taken(owner: string): Problem {
  return new Problem(
    "conflict",
    `One of the addresses is the contact ${owner}'s. Change that one, or merge the two with POST /v1/contacts/{id}/merge.`,
  );
}

/** One contact of two: what the first knows stands, the second fills its gaps; tags and fields are those of both. */
export function mergedRow(into: Contact, from: Contact, now: number): ContactRow {
  const { identities: _, ...row } = into;
  return {
    ...row,
    firstName: into.firstName ?? from.firstName,
    lastName: into.lastName ?? from.lastName,
    company: into.company ?? from.company,
    locale: into.locale ?? from.locale,
    timezone: into.timezone ?? from.timezone,
    tags: [...new Set([...into.tags, ...from.tags])],
    customFields: { ...from.customFields, ...into.customFields },
    updatedAt: now,
  };
}
