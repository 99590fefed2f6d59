import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { toRfc3339 } from "../../../shared/clock.ts";
import { newDataKey } from "../../../shared/crypto/vault.ts";
import {
  closeOrganization,
  findOrganization,
  insertOrganization,
  listOrganizations,
  type OrganizationRow,
} from "../../../shared/db/queries/organizations.ts";
import { Problem } from "../../../shared/errors.ts";
import { type Id, newId } from "../../../shared/ids.ts";
import { DEFAULT_RETENTION_DAYS } from "../../../shared/model/organization.ts";
import { forgetKeys } from "../authentication/key.ts";
import { notFound } from "../found.ts";
import { resource } from "../resource.ts";
import {
  decodeCursor,
  idParams,
  idSchema,
  jsonAnswer,
  pageAnswer,
  pageOf,
  pageQuery,
  problems,
  timeSchema,
} from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const organizationSchema = z
  .object({
    id: idSchema("organization"),
    name: z.string(),
    externalId: z.string().nullable(),
    createdAt: timeSchema,
  })
  .openapi("Organization");

const createSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  externalId: z.string().min(1).max(200).optional(),
});

const tags = ["Platform"];
const organizations = resource({
  path: "/v1/organizations",
  params: idParams("organization"),
  tags,
  read: "admin",
  write: "admin",
});

const create = organizations.create({
  operationId: "createOrganization",
  summary: "Create an organization.",
  body: createSchema,
  responses: { 201: jsonAnswer(organizationSchema, "Created"), ...problems(409) },
});

const list = organizations.list({
  operationId: "listOrganizations",
  summary: "List organizations, newest first.",
  query: pageQuery,
  page: pageOf(organizationSchema),
});

const get = organizations.get({
  operationId: "getOrganization",
  summary: "Get an organization.",
  responses: { 200: jsonAnswer(organizationSchema, "The organization") },
});

const remove = organizations.remove({
  operationId: "deleteOrganization",
  summary: "Delete an organization: shut at once, its data erased by the purge job.",
  responses: { 204: { description: "Deleted" } },
});

export function organizationRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(create, async (c) => {
    const { db, clock, platformKeys } = c.env.context;
    const { name, externalId } = c.req.valid("json");
    const now = clock();
    const id = newId("organization", now);
    const row: OrganizationRow = {
      id,
      name,
      externalId: externalId ?? null,
      timezone: "UTC",
      quietHours: null,
      frequencyCap: null,
      defaultFrom: null,
      channelDefaults: null,
      channelFallbacks: null,
      messageDefaults: null,
      mirrorOptOuts: true,
      redirectUrls: [],
      retentionDays: DEFAULT_RETENTION_DAYS,
      dataKey: await newDataKey(id, platformKeys),
      createdAt: now,
      deletedAt: null,
    };
    if (!(await insertOrganization(db, row))) {
      throw externalIdTaken();
    }
    return c.json(present(row), 201);
  });

  app.openapi(list, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const before = decodeCursor(cursor, "organizations", 1)?.[0] ?? null;
    const rows = await listOrganizations(c.env.context.db, { limit: limit + 1, before });
    return c.json(
      pageAnswer(rows, limit, { list: "organizations", item: present, key: (row) => [row.id] }),
      200,
    );
  });

  app.openapi(get, async (c) => {
    const id = c.req.valid("param").id as Id<"organization">;
    const row = await findOrganization(c.env.context.db, id);
    if (row === null) {
      throw notFound("organization");
    }
    return c.json(present(row), 200);
  });

  app.openapi(remove, async (c) => {
    const id = c.req.valid("param").id as Id<"organization">;
    const { db, clock } = c.env.context;
    if (!(await closeOrganization(db, id, clock()))) {
      throw notFound("organization");
    }
    forgetKeys(id);
    return c.body(null, 204);
  });
}

/** An organization's external id is unique: a JWT names one organization. */
export function externalIdTaken(): Problem {
  return new Problem("conflict", "Another organization has this externalId.", {
    errors: [{ path: "body.externalId", message: "is taken" }],
  });
}

function present(row: OrganizationRow) {
  return { id: row.id, name: row.name, externalId: row.externalId, createdAt: toRfc3339(row.createdAt) };
}
