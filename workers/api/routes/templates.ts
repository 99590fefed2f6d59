import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { findOrganization } from "../../../shared/db/queries/organizations.ts";
import {
  addTemplateVersion,
  deleteTemplate,
  findOwnTemplate,
  insertTemplate,
  listOwnTemplates,
  type TemplateRow,
} from "../../../shared/db/queries/templates.ts";
import { Problem } from "../../../shared/errors.ts";
import { newId } from "../../../shared/ids.ts";
import { findTemplate, organizationValues, type UsableTemplate } from "../../../shared/outbox/templates.ts";
import { renderTemplate } from "../../../shared/templates/render.ts";
import { STARTERS } from "../../../shared/templates/starters/index.ts";
import { callerOrganization } from "../caller.ts";
import type { CallWithId } from "../found.ts";
import { requires } from "../middleware/access.ts";
import { resource } from "../resource.ts";
import {
  decodeCursor,
  idempotencyHeaders,
  jsonAnswer,
  jsonBody,
  pageAnswer,
  pageOf,
  pageQuery,
  problems,
} from "../schemas.ts";
import { checkTemplate } from "../templates/check.ts";
import {
  createTemplateSchema,
  patchTemplateSchema,
  presentTemplate,
  renderedSchema,
  renderSchema,
  templateSchema,
} from "../templates/schema.ts";
import type { ApiEnv } from "../types.ts";
import { invalidFields } from "../validation.ts";

const tags = ["Messages and jobs out"];
const params = z.object({
  id: z.string().min(1).openapi({ description: "An id, or a name.", example: "welcome" }),
});

const templates = resource({
  path: "/v1/templates",
  params,
  tags,
  read: "templates:read",
  write: "templates:write",
});

const create = templates.create({
  operationId: "createTemplate",
  summary:
    "Create a template: Mustache with `{{variable}}`, lists and conditions. In HTML every value is escaped.",
  body: createTemplateSchema,
  responses: { 201: jsonAnswer(templateSchema, "Created, at version 1") },
});

const list = templates.list({
  operationId: "listTemplates",
  summary: "Templates by name: the organization's own, and the starters that it has not changed.",
  query: pageQuery,
  page: pageOf(templateSchema),
});

const get = createRoute({
  method: "get",
  path: "/v1/templates/{id}",
  operationId: "getTemplate",
  tags,
  summary: "Get a template in the version in use, or in an earlier one.",
  ...requires("templates:read"),
  request: { params, query: z.strictObject({ version: z.coerce.number().int().min(0).optional() }) },
  responses: { 200: jsonAnswer(templateSchema, "The template") },
});

const patch = templates.patch({
  operationId: "updateTemplate",
  summary:
    "Make the next version of a template; `null` takes a part away. Of a starter it makes a copy of your own.",
  body: patchTemplateSchema,
  responses: { 200: jsonAnswer(templateSchema, "The version now in use"), ...problems(409) },
});

const remove = templates.remove({
  operationId: "deleteTemplate",
  summary: "Delete a template with its versions. Jobs made from it stay; a starter of its name is back.",
  responses: { 204: { description: "Deleted" } },
});

const render = createRoute({
  method: "post",
  path: "/v1/templates/{id}/render",
  operationId: "renderTemplate",
  tags,
  summary:
    "What a template and data make, with SMS segments. A missing variable is refused by name; nothing is sent.",
  ...requires("templates:read"),
  request: { params, body: jsonBody(renderSchema), headers: idempotencyHeaders },
  responses: { 200: jsonAnswer(renderedSchema, "The message") },
});

export function templateRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(create, async (c) => {
    const { db, clock } = c.env.context;
    const { name, channel, requiredVariables, ...parts } = c.req.valid("json");
    const { subject = null, text = null, html = null, providerTemplate } = parts;
    const content = checkTemplate(channel, { subject, text, html, providerTemplate }, requiredVariables);
    const now = clock();
    const row: TemplateRow = {
      organizationId: callerOrganization(c.var.principal),
      id: newId("template", now),
      name,
      channel,
      version: 1,
      createdAt: now,
      updatedAt: now,
      ...content,
    };
    if (!(await insertTemplate(db, row))) {
      throw nameTaken();
    }
    return c.json(presentTemplate(row), 201);
  });

  app.openapi(list, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const after = decodeCursor(cursor, "templates", 1)?.[0] ?? null;
    const organizationId = callerOrganization(c.var.principal);
    const own = await listOwnTemplates(c.env.context.db, organizationId, { limit: limit + 1, after });
    const taken = new Set(own.map(({ name }) => name));
    const starters = STARTERS.filter(({ name }) => !taken.has(name) && (after === null || name > after));
    const rows: UsableTemplate[] = [
      ...own,
      ...starters.map((starter) => ({ ...starter, id: starter.name, version: 0 })),
    ].toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const key = ({ name }: UsableTemplate) => [name];
    return c.json(pageAnswer(rows, limit, { list: "templates", item: presentTemplate, key }), 200);
  });

  app.openapi(get, async (c) => {
    const { version } = c.req.valid("query");
    return c.json(presentTemplate(await find(c, version)), 200);
  });

  app.openapi(patch, async (c) => {
    const { db, clock } = c.env.context;
    const { name, requiredVariables, ...change } = c.req.valid("json");
    const organizationId = callerOrganization(c.var.principal);
    const found = await find(c);
    const now = clock();
    const parts = {
      subject: change.subject === undefined ? found.subject : change.subject,
      text: change.text === undefined ? found.text : change.text,
      html: change.html === undefined ? found.html : change.html,
      providerTemplate:
        change.providerTemplate === undefined ? found.providerTemplate : change.providerTemplate,
    };
    const content = checkTemplate(found.channel, parts, requiredVariables ?? found.requiredVariables);
    const own = await findOwnTemplate(db, organizationId, { reference: found.id });
    if (own === null) {
      const copy: TemplateRow = {
        organizationId,
        id: newId("template", now),
        channel: found.channel,
        name: name ?? found.name,
        version: 1,
        createdAt: now,
        updatedAt: now,
        ...content,
      };
      if (!(await insertTemplate(db, copy))) {
        throw nameTaken();
      }
      return c.json(presentTemplate(copy), 200);
    }
    const next = await addTemplateVersion(db, own, { name: name ?? own.name, content, now });
    if (next === "name_taken") {
      throw nameTaken();
    }
    if (next === "changed") {
      throw new Problem("conflict", "Somebody else changed the template at the same moment: read it again.");
    }
    return c.json(presentTemplate(next), 200);
  });

  app.openapi(remove, async (c) => {
    const { db } = c.env.context;
    const organizationId = callerOrganization(c.var.principal);
    const own = await findOwnTemplate(db, organizationId, { reference: c.req.valid("param").id });
    if (own === null) {
      throw new Problem("not_found", "There is no template of your own with this id or name.");
    }
    await deleteTemplate(db, own);
    return c.body(null, 204);
  });

  app.openapi(render, async (c) => {
    const { data, version } = c.req.valid("json");
    const template = await find(c, version);
    const organization = await findOrganization(c.env.context.db, callerOrganization(c.var.principal));
    if (organization === null) {
      throw new Problem("not_found", "The organization was deleted.");
    }
    const rendering = renderTemplate(template, data, organizationValues(organization, template.channel));
    if (!rendering.ok) {
      const errors = rendering.errors.map(({ path: at, message }) => ({ path: `body.${at}`, message }));
      throw invalidFields(errors);
    }
    const { segments, ...rendered } = rendering.rendered;
    return c.json({ ...rendered, segments: segments === null ? null : { ...segments } }, 200);
  });
}

function nameTaken(): Problem {
  return new Problem("conflict", "Another template has this name.", {
    errors: [{ path: "body.name", message: "is taken" }],
  });
}

async function find(c: CallWithId, version?: number): Promise<UsableTemplate> {
  const reference = c.req.valid("param").id;
  const organizationId = callerOrganization(c.var.principal);
  const template = await findTemplate(c.env.context.db, organizationId, { reference, version });
  if (template === null) {
    throw new Problem("not_found", "There is no template with this id or name, or not in this version.");
  }
  return template;
}
