import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { toRfc3339, toRfc3339OrNull } from "../../../shared/clock.ts";
import { deleteKey, insertKey, type KeyRow, listKeys } from "../../../shared/db/queries/keys.ts";
import { findOrganization } from "../../../shared/db/queries/organizations.ts";
import { Problem } from "../../../shared/errors.ts";
import { type Id, newId } from "../../../shared/ids.ts";
import { SCOPES } from "../../../shared/model/scopes.ts";
import type { Context } from "../../context.ts";
import { forgetKeys, newKey } from "../authentication/key.ts";
import { callerOrganization } from "../caller.ts";
import { notFound } from "../found.ts";
import { requires } from "../middleware/access.ts";
import { resource } from "../resource.ts";
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
  timeSchema,
} from "../schemas.ts";
import type { ApiEnv, Principal } from "../types.ts";
import { invalidField } from "../validation.ts";

const keySchema = z
  .object({
    id: idSchema("key"),
    name: z.string(),
    hint: z.string().openapi({ description: "How the key begins, to recognise it by." }),
    scopes: z.array(z.string()).nullable(),
    expiresAt: timeSchema.nullable(),
    createdAt: timeSchema,
  })
  .openapi("Key");

const newKeySchema = keySchema
  .extend({
    key: z.string().nullable().openapi({ description: "Shown this once." }),
    secretOmitted: z.boolean().optional(),
  })
  .openapi("NewKey");

const createSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length).optional(),
    expiresAt: timeSchema.optional(),
  })
  .openapi({ example: { name: "rotation", scopes: ["keys:write"] } });

const tags = ["Platform"];
const keys = resource({
  path: "/v1/keys",
  params: idParams("key"),
  tags,
  read: "keys:read",
  write: "keys:write",
});
const created = { 201: jsonAnswer(newKeySchema, "Created; `key` is shown this once") };
const idAndKey = z.object({ id: idSchema("organization"), keyId: idSchema("key") });

const createForOrganization = createRoute({
  method: "post",
  path: "/v1/organizations/{id}/keys",
  operationId: "createOrganizationKey",
  tags,
  summary: "Create an API key of an organization.",
  ...requires("admin"),
  request: { params: idParams("organization"), body: jsonBody(createSchema), headers: idempotencyHeaders },
  responses: created,
});

const listForOrganization = createRoute({
  method: "get",
  path: "/v1/organizations/{id}/keys",
  operationId: "listOrganizationKeys",
  tags,
  summary: "List an organization's keys, newest first.",
  ...requires("admin"),
  request: { params: idParams("organization"), query: z.strictObject(pageQuery) },
  responses: { 200: jsonAnswer(pageOf(keySchema), "A page") },
});

const revokeForOrganization = createRoute({
  method: "delete",
  path: "/v1/organizations/{id}/keys/{keyId}",
  operationId: "revokeOrganizationKey",
  tags,
  summary: "Revoke an organization's key; it stops to work within 5 s.",
  ...requires("admin"),
  request: { params: idAndKey },
  responses: { 204: { description: "Revoked" } },
});

const create = keys.create({
  operationId: "createKey",
  summary: "Create an API key of the own organization, that may do no more than the caller, and no longer.",
  body: createSchema,
  responses: created,
});

const list = keys.list({
  operationId: "listKeys",
  summary: "List the own organization's keys, newest first.",
  query: pageQuery,
  page: pageOf(keySchema),
});

const revoke = keys.remove({
  operationId: "revokeKey",
  summary: "Revoke a key of the own organization; it stops to work within 5 s.",
  responses: { 204: { description: "Revoked" } },
});

export function keyRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(createForOrganization, async (c) => {
    const id = c.req.valid("param").id as Id<"organization">;
    return c.json(await createKey(id, c.req.valid("json"), c.env.context), 201);
  });
  app.openapi(listForOrganization, async (c) => {
    const id = c.req.valid("param").id as Id<"organization">;
    if ((await findOrganization(c.env.context.db, id)) === null) {
      throw notFound("organization");
    }
    return c.json(await pageOfKeys(id, c.req.valid("query"), c.env.context), 200);
  });
  app.openapi(revokeForOrganization, async (c) => {
    const { id, keyId } = c.req.valid("param");
    await revokeKey(id as Id<"organization">, keyId as Id<"key">, c.env.context);
    return c.body(null, 204);
  });
  app.openapi(create, async (c) => {
    const input = c.req.valid("json");
    checkStrength(c.var.principal, input);
    return c.json(await createKey(callerOrganization(c.var.principal), input, c.env.context), 201);
  });
  app.openapi(list, async (c) => {
    const organizationId = callerOrganization(c.var.principal);
    return c.json(await pageOfKeys(organizationId, c.req.valid("query"), c.env.context), 200);
  });
  app.openapi(revoke, async (c) => {
    const id = c.req.valid("param").id as Id<"key">;
    await revokeKey(callerOrganization(c.var.principal), id, c.env.context);
    return c.body(null, 204);
  });
}

/** A key may not make a stronger one: neither in what it may do nor in how long it may. */
function checkStrength(principal: Principal, { scopes, expiresAt }: z.infer<typeof createSchema>): void {
  if (principal.kind === "admin") {
    return;
  }
  const own = principal.scopes;
  if (own !== null && (scopes === undefined || scopes.some((scope) => !own.has(scope)))) {
    throw new Problem("forbidden", "Name scopes for the new key that the calling key has too.");
  }
  const end = principal.keyExpiresAt;
  if (end !== null && (expiresAt === undefined || Date.parse(expiresAt) > end)) {
    throw new Problem(
      "forbidden",
      "Name an `expiresAt` for the new key no later than the calling key's own.",
    );
  }
}

async function createKey(
  organizationId: Id<"organization">,
  input: z.infer<typeof createSchema>,
  { db, clock }: Context,
) {
  const now = clock();
  const { key, hash, hint } = await newKey();
  const row: KeyRow = {
    organizationId,
    id: newId("key", now),
    name: input.name,
    hash,
    hint,
    scopes: input.scopes ?? null,
    expiresAt: input.expiresAt === undefined ? null : Date.parse(input.expiresAt),
    createdAt: now,
  };
  if (row.expiresAt !== null && row.expiresAt <= now) {
    throw invalidField("expiresAt", "must be in the future");
  }
  if (!(await insertKey(db, row))) {
    throw notFound("organization");
  }
  return { ...present(row), key };
}

async function pageOfKeys(
  organizationId: Id<"organization">,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  { db }: Context,
) {
  const before = decodeCursor(cursor, "keys", 1)?.[0] ?? null;
  const rows = await listKeys(db, organizationId, { limit: limit + 1, before });
  return pageAnswer(rows, limit, { list: "keys", item: present, key: (row) => [row.id] });
}

async function revokeKey(organizationId: Id<"organization">, id: Id<"key">, { db }: Context): Promise<void> {
  if (!(await deleteKey(db, organizationId, id))) {
    throw notFound("key");
  }
  forgetKeys(organizationId, id);
}

function present(row: KeyRow) {
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    scopes: row.scopes,
    expiresAt: toRfc3339OrNull(row.expiresAt),
    createdAt: toRfc3339(row.createdAt),
  };
}
