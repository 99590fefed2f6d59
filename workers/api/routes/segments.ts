import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { countContacts, listContacts } from "../../../shared/db/queries/contacts.ts";
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
import { pageById } from "../pages.ts";
import { resource } from "../resource.ts";
import { idParams, jsonAnswer, pageOf, pageQuery } from "../schemas.ts";
import {
  createSegmentSchema,
  patchSegmentSchema,
  presentSegment,
  segmentSchema,
} from "../segments/schema.ts";
import type { ApiEnv } from "../types.ts";

const tags = ["People, consent, compliance"];
const params = idParams("segment");
const segments = resource({
  path: "/v1/segments",
  params,
  tags,
  read: "contacts:read",
  write: "contacts:write",
});
const find = finder("segment", findSegment);

const create = segments.create({
  operationId: "createSegment",
  summary: "Store a filter over contacts.",
  body: createSegmentSchema,
  responses: { 201: jsonAnswer(segmentSchema, "Created") },
});

const list = segments.list({
  operationId: "listSegments",
  summary: "List segments, newest first.",
  query: pageQuery,
  page: pageOf(segmentSchema),
});

const get = segments.get({
  operationId: "getSegment",
  summary: "Get a segment.",
  responses: { 200: jsonAnswer(segmentSchema, "The segment") },
});

const patch = segments.patch({
  operationId: "updateSegment",
  summary: "Change a segment; fields left out stay.",
  body: patchSegmentSchema,
  responses: { 200: jsonAnswer(segmentSchema, "Changed") },
});

const remove = segments.remove({
  operationId: "deleteSegment",
  summary: "Delete a segment; its contacts stay.",
  responses: { 204: { description: "Deleted" } },
});

const members = createRoute({
  method: "get",
  path: "/v1/segments/{id}/contacts",
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

  app.openapi(list, async (c) =>
    c.json(await pageById(c, { list: "segments", read: listSegments, item: presentSegment }), 200),
  );

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
    const { organizationId, filter } = await find(c);
    const matching = segmentCondition(filter, clock());
    const isFirst = c.req.valid("query").cursor === undefined;
    const [page, count] = await Promise.all([
      pageById(c, {
        list: "segment-contacts",
        read: (_, __, page) => listContacts(db, organizationId, { matching }, page),
        item: presentContact,
      }),
      isFirst ? countContacts(db, organizationId, matching) : null,
    ]);
    return c.json({ ...page, count }, 200);
  });
}
