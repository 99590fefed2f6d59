import type { Effect } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, idOf, itemsAt, nameOf } from "../../model/read.ts";
import type { RecordEffect, RecordStatus } from "../../model/record.ts";

type Reader = (data: unknown, externalId: string) => RecordEffect;

/** The one of a user's addresses or numbers that is their primary one. */
function primaryOf(user: unknown, list: string, name: string): string | null {
  const id = nameOf(at(user, `primary_${name}_id`));
  const primary = itemsAt(user, list).find((item) => id !== null && at(item, "id") === id);
  return nameOf(at(primary, name));
}

function user(status: RecordStatus<"user">, { isNew = false } = {}): Reader {
  return (data, externalId) => ({
    kind: "record",
    record: "user",
    externalId,
    status,
    ...(isNew ? { isNew } : {}),
    fields: {
      email: primaryOf(data, "email_addresses", "email_address"),
      phone: primaryOf(data, "phone_numbers", "phone_number"),
      firstName: nameOf(at(data, "first_name")),
      lastName: nameOf(at(data, "last_name")),
    },
  });
}

function organization(status: RecordStatus<"organization">): Reader {
  return (data, externalId) => ({
    kind: "record",
    record: "organization",
    externalId,
    status,
    fields: { name: nameOf(at(data, "name")), slug: nameOf(at(data, "slug")) },
  });
}

function role(status: RecordStatus<"role">): Reader {
  return (data, externalId) => ({
    kind: "record",
    record: "role",
    externalId,
    status,
    fields: {
      key: nameOf(at(data, "key")),
      name: nameOf(at(data, "name")),
      permissions: itemsAt(data, "permissions").flatMap((permission) => nameOf(at(permission, "key")) ?? []),
    },
  });
}

function membership(status: RecordStatus<"membership">): Reader {
  return (data, externalId) => ({
    kind: "record",
    record: "membership",
    externalId,
    status,
    fields: {
      userId: idOf(at(data, "public_user_data", "user_id")),
      organizationId: idOf(at(data, "organization", "id")),
      role: nameOf(at(data, "role")),
      permissions: itemsAt(data, "permissions")
        .map(nameOf)
        .filter((permission) => permission !== null),
    },
  });
}

function session(status: RecordStatus<"session">): Reader {
  return (data, externalId) => ({
    kind: "record",
    record: "session",
    externalId,
    status,
    fields: { userId: idOf(at(data, "user_id")), actorId: idOf(at(data, "actor", "sub")) },
  });
}

const READER_BY_TYPE: ReadonlyMap<string, Reader> = new Map([
  ["user.created", user("active", { isNew: true })],
  ["user.updated", user("active")],
  ["user.deleted", user("deleted")],
  ["organization.created", organization("active")],
  ["organization.updated", organization("active")],
  ["organization.deleted", organization("deleted")],
  ["organizationMembership.created", membership("active")],
  ["organizationMembership.updated", membership("active")],
  ["organizationMembership.deleted", membership("deleted")],
  ["role.created", role("active")],
  ["role.updated", role("active")],
  ["role.deleted", role("deleted")],
  ["session.created", session("active")],
  ["session.ended", session("ended")],
  ["session.removed", session("ended")],
  ["session.revoked", session("ended")],
]);

/**
 * What an event says of its object; of deleted users, organizations and roles it has little more than the id.
 * https://clerk.com/docs/webhooks/overview
 */
export function clerkEffects(event: ProviderEvent): readonly Effect[] {
  const read = READER_BY_TYPE.get(event.type);
  const data = at(event.data, "data");
  const externalId = idOf(at(data, "id"));
  return read === undefined || externalId === null ? [] : [read(data, externalId)];
}
