import type { OpenAPIHono } from "@hono/zod-openapi";
import { closeIncident } from "../../../shared/db/queries/incidents.ts";
import {
  deleteMessageRule,
  findMessageRule,
  insertMessageRule,
  listMessageRules,
  type MessageRuleRow,
  replaceMessageRule,
} from "../../../shared/db/queries/message-rules.ts";
import { newId } from "../../../shared/ids.ts";
import type { Context } from "../../context.ts";
import { callerOrganization } from "../caller.ts";
import { finder } from "../found.ts";
import { checkRoom, ruleColumns } from "../message-rules/rule.ts";
import { createRuleSchema, patchRuleSchema, presentRule, ruleSchema } from "../message-rules/schema.ts";
import { pageById } from "../pages.ts";
import { resource } from "../resource.ts";
import { idParams, jsonAnswer, pageOf, pageQuery } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const tags = ["Messages and jobs out"];
const rules = resource({
  path: "/v1/message-rules",
  params: idParams("messageRule"),
  tags,
  read: "messages:read",
  write: "messages:write",
});

const find = finder("messageRule", findMessageRule, { what: "message rule" });

const create = rules.create({
  operationId: "createMessageRule",
  summary:
    "Have messages answered, or new users welcomed, with a template. The oldest rule that fits a message counts.",
  body: createRuleSchema,
  responses: { 201: jsonAnswer(ruleSchema, "Created") },
});

const list = rules.list({
  operationId: "listMessageRules",
  summary: "List the rules in their order, oldest first.",
  query: pageQuery,
  page: pageOf(ruleSchema),
});

const get = rules.get({
  operationId: "getMessageRule",
  summary: "Get a rule.",
  responses: { 200: jsonAnswer(ruleSchema, "The rule") },
});

const patch = rules.patch({
  operationId: "updateMessageRule",
  summary: "Change a rule; what it is about stays. `match` and `data` are replaced as a whole.",
  body: patchRuleSchema,
  responses: { 200: jsonAnswer(ruleSchema, "Changed") },
});

const remove = rules.remove({
  operationId: "deleteMessageRule",
  summary: "Delete a rule. What was sent because of it stays.",
  responses: { 204: { description: "Deleted" } },
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

  app.openapi(list, async (c) =>
    c.json(await pageById(c, { list: "message-rules", read: listMessageRules, item: presentRule }), 200),
  );

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
