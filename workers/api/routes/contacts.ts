import { type OpenAPIHono, z } from "@hono/zod-openapi";
import {
  changeContact,
  findContact,
  listContacts,
  moveIdentities,
  putContacts,
} from "../../../shared/db/queries/contacts.ts";
import { moveSends } from "../../../shared/db/queries/marketing-sends.ts";
import { Problem } from "../../../shared/errors.ts";
import { type Id, newId } from "../../../shared/ids.ts";
import { addressForm, readAddress } from "../../../shared/model/address.ts";
import { channelSchema } from "../../../shared/model/channel.ts";
import { callerOrganization } from "../caller.ts";
import { requireIdentities } from "../contacts/identities.ts";
import {
  blankContact,
  changedContact,
  contactInputSchema,
  contactSchema,
  presentContact,
} from "../contacts/schema.ts";
import { mergedRow, storeContact } from "../contacts/store.ts";
import { finder } from "../found.ts";
import { pageById } from "../pages.ts";
import { resource } from "../resource.ts";
import { idParams, idSchema, jsonAnswer, pageOf, pageQuery, problems } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";
import { invalidFields } from "../validation.ts";

const tags = ["People, consent, compliance"];
const contacts = resource({
  path: "/v1/contacts",
  params: idParams("contact"),
  tags,
  read: "contacts:read",
  write: "contacts:write",
});

const find = finder("contact", findContact);

const create = contacts.create({
  operationId: "createContact",
  summary: "Create a person, with the addresses at which they are reached; each address is one person's.",
  body: contactInputSchema,
  responses: { 201: jsonAnswer(contactSchema, "Created") },
});

const list = contacts.list({
  operationId: "listContacts",
  summary: "People, the newest first; by an address, or by a tag.",
  query: {
    ...pageQuery,
    email: z.string().min(1).max(320).optional(),
    phone: z.string().min(1).max(40).optional().openapi({ description: "Write its `+` as `%2B`." }),
    channel: channelSchema.optional().openapi({ description: "Of `address`." }),
    address: z.string().min(1).max(320).optional(),
    tag: z.string().min(1).max(100).optional(),
  },
  page: pageOf(contactSchema),
});

const get = contacts.get({
  operationId: "getContact",
  summary: "One person; the id of one that was merged leads to whom they became a part of.",
  responses: { 200: jsonAnswer(contactSchema, "The contact") },
});

const patch = contacts.patch({
  operationId: "updateContact",
  summary:
    "Change a person; fields left out stay. `identities` replaces all addresses, `email` and `phone` theirs.",
  body: contactInputSchema,
  responses: { 200: jsonAnswer(contactSchema, "Changed"), ...problems(409) },
});

const merge = contacts.actWith("merge", {
  operationId: "mergeContacts",
  summary:
    "Make another contact a part of this one: its addresses, tags, fields and every record of its ledger. What this one knows stands.",
  body: z.strictObject({ contactId: idSchema("contact") }),
  responses: { 200: jsonAnswer(contactSchema, "Merged") },
});

interface Sought {
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly channel?: z.infer<typeof channelSchema> | undefined;
  readonly address?: string | undefined;
}

/** @throws Problem `validation_failed` where it is no address, or its channel is not said */
function soughtIdentity({ email, phone, channel, address }: Sought) {
  const wanted =
    email !== undefined
      ? { channel: "email" as const, address: email, field: "email" }
      : phone !== undefined
        ? { channel: "sms" as const, address: phone, field: "phone" }
        : address === undefined
          ? null
          : { channel, address, field: "address" };
  if (wanted === null) {
    return undefined;
  }
  const key = wanted.channel === undefined ? undefined : readAddress(wanted.channel, wanted.address)?.key;
  if (wanted.channel === undefined || key === undefined) {
    const message =
      wanted.channel === undefined ? "needs a `channel`" : `must be ${addressForm(wanted.channel)}`;
    throw invalidFields([{ path: `query.${wanted.field}`, message }]);
  }
  return { channel: wanted.channel, address: key };
}

export function contactRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(create, async (c) => {
    const { context } = c.env;
    const input = c.req.valid("json");
    const now = context.clock();
    const blank = blankContact(callerOrganization(c.var.principal), newId("contact", now), now);
    const row = changedContact(blank, input, now);
    const identities = requireIdentities(input, []);
    const answer = presentContact({ ...row, identities });
    await storeContact(row, { before: [], after: identities }, context, [
      ...putContacts(context.db, [row]),
      ...c.var.recordAnswer(201, answer),
    ]);
    return c.json(answer, 201);
  });

  app.openapi(list, async (c) => {
    const page = await pageById(c, {
      list: "contacts",
      read: (db, organizationId, page, { tag, ...sought }) =>
        listContacts(db, organizationId, { tag, identity: soughtIdentity(sought) }, page),
      item: presentContact,
    });
    return c.json(page, 200);
  });

  app.openapi(get, async (c) => {
    return c.json(presentContact(await find(c)), 200);
  });

  app.openapi(patch, async (c) => {
    const { context } = c.env;
    const { db } = context;
    const { identities: before, ...row } = await find(c);
    const input = c.req.valid("json");
    const after = requireIdentities(input, before);
    const change = changeContact(db, { ...row, updatedAt: context.clock() }, input);
    await storeContact(row, { before, after }, context, [change]);
    return c.json(presentContact(await find(c)), 200);
  });

  app.openapi(merge, async (c) => {
    const { db, clock } = c.env.context;
    const organizationId = callerOrganization(c.var.principal);
    const into = await find(c);
    const from = await findContact(db, organizationId, c.req.valid("json").contactId as Id<"contact">);
    if (from === null) {
      throw new Problem("conflict", "There is no contact with this `contactId` to merge.", {
        errors: [{ path: "body.contactId", message: "must be a contact's" }],
      });
    }
    if (from.id === into.id) {
      // merged already
      return c.json(presentContact(into), 200);
    }
    const now = clock();
    const row = mergedRow(into, from, now);
    const identities = [...into.identities, ...from.identities];
    const answer = presentContact({ ...row, identities });
    const { identities: _, ...gone } = from;
    await db.d1.batch([
      ...putContacts(db, [row, { ...gone, mergedInto: into.id, updatedAt: now }]),
      ...moveIdentities(db, gone, into.id),
      moveSends(db, { organizationId: row.organizationId, from: from.id, into: into.id }),
      ...c.var.recordAnswer(200, answer),
    ]);
    return c.json(answer, 200);
  });
}
