import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { type Contact, countContacts, listContacts } from "../../../shared/db/queries/contacts.ts";
import {
  deleteSegment,
  findSegment,
  insertSegment,
  listSegments,
  replaceSegment,
  type SegmentRow,
} from "../../../shared/db/queries/segments.ts";
import { segmentCondition } from "../../../shared/db/segment-filter.ts";
import { newId } from "../../../shared/ids.ts";
import { callerOrganization } from "../caller.ts";
import { contactSchema, presentContact } from "../contacts/schema.ts";
import { finder } from "../found.ts";
import { requires } from "../middleware/access.ts";
import {
  decodeCursor,
  idempotencyHeaders,
  idParams,
  jsonAnswer,
  jsonBody,
  pageAnswer,
  pageOf,
  pageQuery,
  problems,
} from "../schemas.ts";
import {
  createSegmentSchema,
  patchSegmentSchema,
  presentSegment,
  segmentSchema,
} from "../segments/schema.ts";
import type { ApiEnv } from "../types.ts";

const tags = ["People, consent, compliance"];
const path = "/v1/segments/{id}";
const params = idParams("segment");
const find = finder("segment", findSegment);

const create = createRoute({
  method: "post",
  path: "/v1/segments",
  operationId: "createSegment",
  tags,
  summary: "Store a filter over contacts.",
  ...requires("contacts:write"),
  request: { body: jsonBody(createSegmentSchema), headers: idempotencyHeaders },
  responses: { 201: jsonAnswer(segmentSchema, "Created"), ...problems(409, 422) },
});

const list = createRoute({
  method: "get",
  path: "/v1/segments",
  operationId: "listSegments",
  tags,
  summary: "List segments, newest first.",
  ...requires("contacts:read"),
  request: { query: z.strictObject(pageQuery) },
  responses: { 200: jsonAnswer(pageOf(segmentSchema), "A page"), ...problems(400, 422) },
});

const get = createRoute({
  method: "get",
  path,
  operationId: "getSegment",
  tags,
  summary: "Get a segment.",
  ...requires("contacts:read"),
  request: { params },
  responses: { 200: jsonAnswer(segmentSchema, "The segment"), ...problems(404) },
});

const patch = createRoute({
  method: "patch",
  path,
  operationId: "updateSegment",
  tags,
  summary: "Change a segment; fields left out stay.",
  ...requires("contacts:write"),
  request: { params, body: jsonBody(patchSegmentSchema) },
  responses: { 200: jsonAnswer(segmentSchema, "Changed"), ...problems(404, 422) },
});

const remove = createRoute({
  method: "delete",
  path,
  operationId: "deleteSegment",
  tags,
  summary: "Delete a segment; its contacts stay.",
  ...requires("contacts:write"),
  request: { params },
  responses: { 204: { description: "Deleted" }, ...problems(404) },
});

const members = createRoute({
  method: "get",
  path: `${path}/contacts`,
  operationId: "listSegmentContacts",
  tags,
  summary: "Who is in a segment now, newest first, and on the first page how many they are.",
  ...requires("contacts:read"),
  request: { params, query: z.strictObject(pageQuery) },
  responses: {
    200: jsonAnswer(
      pageOf(contactSchema).extend({
        count: z.int().nullable().openapi({ description: "All of them; null on later pages." }),
      }),
      "A page",
    ),
    ...problems(400, 404, 422),
  },
});

export function segmentRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(create, async (c) => {
    const { db, clock } = c.env.context;
    const now = clock();
    const row: SegmentRow = {
      organizationId: callerOrganization(c.var.principal),
      id: newId("segment", now),
      ...c.req.valid("json"),
      createdAt: now,
      updatedAt: now,
    };
    await insertSegment(db, row);
    return c.json(presentSegment(row), 201);
  });

  app.openapi(list, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const before = decodeCursor(cursor, "segments", 1)?.[0] ?? null;
    const organizationId = callerOrganization(c.var.principal);
    const rows = await listSegments(c.env.context.db, organizationId, { limit: limit + 1, before });
    const key = ({ id }: SegmentRow) => [id];
    return c.json(pageAnswer(rows, limit, { list: "segments", item: presentSegment, key }), 200);
  });

  app.openapi(get, async (c) => c.json(presentSegment(await find(c)), 200));

  app.openapi(patch, async (c) => {
    const { db, clock } = c.env.context;
    const row = await find(c);
    const { name = row.name, filter = row.filter } = c.req.valid("json");
    const changed = { ...row, name, filter, updatedAt: clock() };
    await replaceSegment(db, changed);
    return c.json(presentSegment(changed), 200);
  });

  app.openapi(remove, async (c) => {
    await deleteSegment(c.env.context.db, await find(c));
    return c.body(null, 204);
  });

  app.openapi(members, async (c) => {
    const { db, clock } = c.env.context;
    const { limit, cursor } = c.req.valid("query");
    const { organizationId, filter } = await find(c);
    const before = decodeCursor(cursor, "segment-contacts", 1)?.[0] ?? null;
    const matching = segmentCondition(filter, clock());
    const [rows, count] = await Promise.all([
      listContacts(db, organizationId, { matching }, { limit: limit + 1, before }),
      before === null ? countContacts(db, organizationId, matching) : null,
    ]);
    const key = ({ id }: Contact) => [id];
    const page = pageAnswer(rows, limit, { list: "segment-contacts", item: presentContact, key });
    return c.json({ ...page, count }, 200);
  });
}
