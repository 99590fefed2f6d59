import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
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
import { requireContact } from "../contacts/find.ts";
import { requireIdentities } from "../contacts/identities.ts";
import {
  blankContact,
  changedContact,
  contactInputSchema,
  contactSchema,
  presentContact,
} from "../contacts/schema.ts";
import { mergedRow, storeContact } from "../contacts/store.ts";
import { requires } from "../middleware/access.ts";
import {
  decodeCursor,
  idempotencyHeaders,
  idParams,
  idSchema,
  jsonAnswer,
  jsonBody,
  pageAnswer,
  pageOf,
  pageQuery,
  problems,
} from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const tags = ["People, consent, compliance"];
const path = "/v1/contacts/{id}";
const params = idParams("contact");

const create = createRoute({
  method: "post",
  path: "/v1/contacts",
  operationId: "createContact",
  tags,
  summary: "Create a person, with the addresses at which they are reached; each address is one person's.",
  ...requires("contacts:write"),
  request: { body: jsonBody(contactInputSchema), headers: idempotencyHeaders },
  responses: { 201: jsonAnswer(contactSchema, "Created"), ...problems(409, 422) },
});

const list = createRoute({
  method: "get",
  path: "/v1/contacts",
  operationId: "listContacts",
  tags,
  summary: "People, the newest first; by an address, or by a tag.",
  ...requires("contacts:read"),
  request: {
    query: z.strictObject({
      ...pageQuery,
      email: z.string().min(1).max(320).optional(),
      phone: z.string().min(1).max(40).optional().openapi({ description: "Write its `+` as `%2B`." }),
      channel: channelSchema.optional().openapi({ description: "Of `address`." }),
      address: z.string().min(1).max(320).optional(),
      tag: z.string().min(1).max(100).optional(),
    }),
  },
  responses: { 200: jsonAnswer(pageOf(contactSchema), "A page"), ...problems(400, 422) },
});

const get = createRoute({
  method: "get",
  path,
  operationId: "getContact",
  tags,
  summary: "One person; the id of one that was merged leads to whom they became a part of.",
  ...requires("contacts:read"),
  request: { params },
  responses: { 200: jsonAnswer(contactSchema, "The contact"), ...problems(404) },
});

const patch = createRoute({
  method: "patch",
  path,
  operationId: "updateContact",
  tags,
  summary:
    "Change a person; fields left out stay. `identities` replaces all addresses, `email` and `phone` theirs.",
  ...requires("contacts:write"),
  request: { params, body: jsonBody(contactInputSchema) },
  responses: { 200: jsonAnswer(contactSchema, "Changed"), ...problems(404, 409, 422) },
});

const merge = createRoute({
  method: "post",
  path: `${path}/merge`,
  operationId: "mergeContacts",
  tags,
  summary:
    "Make another contact a part of this one: its addresses, tags, fields and every record of its ledger. What this one knows stands.",
  ...requires("contacts:write"),
  request: {
    params,
    body: jsonBody(z.strictObject({ contactId: idSchema("contact") })),
    headers: idempotencyHeaders,
  },
  responses: { 200: jsonAnswer(contactSchema, "Merged"), ...problems(404, 409, 422) },
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
    throw new Problem("validation_failed", "Correct the fields named in `errors`.", {
      errors: [{ path: `query.${wanted.field}`, message }],
    });
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
    const { limit, cursor, tag, ...sought } = c.req.valid("query");
    const rows = await listContacts(
      c.env.context.db,
      callerOrganization(c.var.principal),
      { tag, identity: soughtIdentity(sought) },
      { limit: limit + 1, before: decodeCursor(cursor, "contacts", 1)?.[0] ?? null },
    );
    return c.json(
      pageAnswer(rows, limit, { list: "contacts", item: presentContact, key: (row) => [row.id] }),
      200,
    );
  });

  app.openapi(get, async (c) => {
    const id = c.req.valid("param").id as Id<"contact">;
    const contact = await requireContact(c.env.context.db, callerOrganization(c.var.principal), id);
    return c.json(presentContact(contact), 200);
  });

  app.openapi(patch, async (c) => {
    const { context } = c.env;
    const id = c.req.valid("param").id as Id<"contact">;
    const { db } = context;
    const organizationId = callerOrganization(c.var.principal);
    const { identities: before, ...row } = await requireContact(db, organizationId, id);
    const input = c.req.valid("json");
    const after = requireIdentities(input, before);
    const change = changeContact(db, { ...row, updatedAt: context.clock() }, input);
    await storeContact(row, { before, after }, context, [change]);
    return c.json(presentContact(await requireContact(db, organizationId, row.id)), 200);
  });

  app.openapi(merge, async (c) => {
    const { db, clock } = c.env.context;
    const organizationId = callerOrganization(c.var.principal);
    const into = await requireContact(db, organizationId, c.req.valid("param").id as Id<"contact">);
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
