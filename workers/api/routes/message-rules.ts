import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { closeIncident } from "../../../shared/db/queries/incidents.ts";
import {
  deleteMessageRule,
  findMessageRule,
  insertMessageRule,
  listMessageRules,
  type MessageRuleRow,
  replaceMessageRule,
} from "../../../shared/db/queries/message-rules.ts";
import { Problem } from "../../../shared/errors.ts";
import { type Id, newId } from "../../../shared/ids.ts";
import type { Context } from "../../context.ts";
import { callerOrganization } from "../caller.ts";
import { checkRoom, ruleColumns } from "../message-rules/rule.ts";
import { createRuleSchema, patchRuleSchema, presentRule, ruleSchema } from "../message-rules/schema.ts";
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
import type { ApiEnv } from "../types.ts";

const tags = ["Messages and jobs out"];
const path = "/v1/message-rules/{id}";
const params = idParams("messageRule");

const create = createRoute({
  method: "post",
  path: "/v1/message-rules",
  operationId: "createMessageRule",
  tags,
  summary:
    "Have messages answered, or new users welcomed, with a template. The oldest rule that fits a message counts.",
  ...requires("messages:write"),
  request: { body: jsonBody(createRuleSchema), headers: idempotencyHeaders },
  responses: { 201: jsonAnswer(ruleSchema, "Created"), ...problems(409, 422) },
});

const list = createRoute({
  method: "get",
  path: "/v1/message-rules",
  operationId: "listMessageRules",
  tags,
  summary: "List the rules in their order, oldest first.",
  ...requires("messages:read"),
  request: { query: z.strictObject(pageQuery) },
  responses: { 200: jsonAnswer(pageOf(ruleSchema), "A page"), ...problems(400, 422) },
});

const get = createRoute({
  method: "get",
  path,
  operationId: "getMessageRule",
  tags,
  summary: "Get a rule.",
  ...requires("messages:read"),
  request: { params },
  responses: { 200: jsonAnswer(ruleSchema, "The rule"), ...problems(404) },
});

const patch = createRoute({
  method: "patch",
  path,
  operationId: "updateMessageRule",
  tags,
  summary: "Change a rule; what it is about stays. `match` and `data` are replaced as a whole.",
  ...requires("messages:write"),
  request: { params, body: jsonBody(patchRuleSchema) },
  responses: { 200: jsonAnswer(ruleSchema, "Changed"), ...problems(404, 422) },
});

const remove = createRoute({
  method: "delete",
  path,
  operationId: "deleteMessageRule",
  tags,
  summary: "Delete a rule. What was sent because of it stays.",
  ...requires("messages:write"),
  request: { params },
  responses: { 204: { description: "Deleted" }, ...problems(404) },
});

export function messageRuleRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(create, async (c) => {
    const { context } = c.env;
    const organizationId = callerOrganization(c.var.principal);
    await checkRoom(organizationId, context);
    const columns = await ruleColumns(organizationId, c.req.valid("json"), context);
    const now = context.clock();
    const id = newId("messageRule", now);
    const row: MessageRuleRow = { ...columns, organizationId, id, createdAt: now, updatedAt: now };
    await insertMessageRule(context.db, row);
    return c.json(presentRule(row), 201);
  });

  app.openapi(list, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const after = decodeCursor(cursor, "message-rules", 1)?.[0] ?? null;
    const organizationId = callerOrganization(c.var.principal);
    const rows = await listMessageRules(c.env.context.db, organizationId, { limit: limit + 1, after });
    const key = ({ id }: MessageRuleRow) => [id];
    return c.json(pageAnswer(rows, limit, { list: "message-rules", item: presentRule, key }), 200);
  });

  app.openapi(get, async (c) => c.json(presentRule(await find(c)), 200));

  app.openapi(patch, async (c) => {
    const { context } = c.env;
    const row = await find(c);
    const change = c.req.valid("json");
    const channel = row.on === "user.created" ? row.channel : null;
    const fields = {
      on: row.on,
      name: change.name ?? row.name,
      enabled: change.enabled ?? row.enabled,
      match: change.match === undefined ? row.match : change.match,
      template: change.template ?? row.template,
      data: change.data ?? row.data,
      channel: change.channel === undefined ? channel : change.channel,
      connectionId: change.connectionId === undefined ? row.connectionId : change.connectionId,
    };
    const columns = await ruleColumns(row.organizationId, fields, context);
    const changed: MessageRuleRow = { ...row, ...columns, updatedAt: context.clock() };
    await replaceMessageRule(context.db, changed);
    await endTrouble(row, context);
    return c.json(presentRule(changed), 200);
  });

  app.openapi(remove, async (c) => {
    const { context } = c.env;
    const row = await find(c);
    await deleteMessageRule(context.db, row);
    await endTrouble(row, context);
    return c.body(null, 204);
  });
}

async function endTrouble({ organizationId, id }: MessageRuleRow, { db, clock }: Context): Promise<void> {
  await closeIncident(db, { organizationId, kind: "message_rule_failing", subject: id }, clock());
}

async function find(c: {
  readonly env: ApiEnv["Bindings"];
  readonly var: ApiEnv["Variables"];
  readonly req: { valid(target: "param"): { id: string } };
}): Promise<MessageRuleRow> {
  const id = c.req.valid("param").id as Id<"messageRule">;
  const row = await findMessageRule(c.env.context.db, callerOrganization(c.var.principal), id);
  if (row === null) {
    throw new Problem("not_found", "There is no message rule with this id.");
  }
  return row;
}
