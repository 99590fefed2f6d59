import type { OpenAPIHono } from "@hono/zod-openapi";
import {
  type ApprovalRuleRow,
  deleteApprovalRule,
  findApprovalRule,
  insertApprovalRule,
  listApprovalRules,
  replaceApprovalRule,
} from "../../../shared/db/queries/approval-rules.ts";
import { newId } from "../../../shared/ids.ts";
import { checkRoom, ruleColumns } from "../approvals/rule.ts";
import {
  conditionsOf,
  createRuleSchema,
  patchRuleSchema,
  presentRule,
  ruleSchema,
} from "../approvals/schema.ts";
import { callerOrganization } from "../caller.ts";
import { finder } from "../found.ts";
import { pageById } from "../pages.ts";
import { resource } from "../resource.ts";
import { idParams, jsonAnswer, pageOf, pageQuery } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const tags = ["Messages and jobs out"];
const rules = resource({
  path: "/v1/approval-rules",
  params: idParams("approvalRule"),
  tags,
  read: "approvals:read",
  write: "approvals:write",
});
const find = finder("approvalRule", findApprovalRule, { what: "approval rule" });

const create = rules.create({
  operationId: "createApprovalRule",
  summary:
    "Say what a person must approve before it is sent, and where they are asked. The oldest rule that fits counts.",
  body: createRuleSchema,
  responses: { 201: jsonAnswer(ruleSchema, "Created") },
});

const list = rules.list({
  operationId: "listApprovalRules",
  summary: "List the rules in their order, oldest first.",
  query: pageQuery,
  page: pageOf(ruleSchema),
});

const get = rules.get({
  operationId: "getApprovalRule",
  summary: "Get a rule.",
  responses: { 200: jsonAnswer(ruleSchema, "The rule") },
});

const patch = rules.patch({
  operationId: "updateApprovalRule",
  summary: "Change a rule; `null` takes a condition away. What waits already is not asked about again.",
  body: patchRuleSchema,
  responses: { 200: jsonAnswer(ruleSchema, "Changed") },
});

const remove = rules.remove({
  operationId: "deleteApprovalRule",
  summary: "Delete a rule. What waits because of it goes on waiting.",
  responses: { 204: { description: "Deleted" } },
});

export function approvalRuleRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(create, async (c) => {
    const { context } = c.env;
    const organizationId = callerOrganization(c.var.principal);
    await checkRoom(organizationId, context);
    const now = context.clock();
    const row: ApprovalRuleRow = {
      ...(await ruleColumns(organizationId, c.req.valid("json"), context)),
      organizationId,
      id: newId("approvalRule", now),
      createdAt: now,
      updatedAt: now,
    };
    await insertApprovalRule(context.db, row);
    return c.json(presentRule(row), 201);
  });

  app.openapi(list, async (c) =>
    c.json(await pageById(c, { list: "approval-rules", read: listApprovalRules, item: presentRule }), 200),
  );

  app.openapi(get, async (c) => c.json(presentRule(await find(c)), 200));

  app.openapi(patch, async (c) => {
    const { context } = c.env;
    const row = await find(c);
    const change = c.req.valid("json");
    const { id: _, createdAt: __, updatedAt: ___, ...known } = presentRule(row);
    const fields = {
      name: change.name ?? known.name,
      enabled: change.enabled ?? known.enabled,
      notify: change.notify === undefined ? known.notify : change.notify,
      approvers: change.approvers === undefined ? known.approvers : change.approvers,
      expiresInSeconds: change.expiresInSeconds ?? known.expiresInSeconds,
      ...conditionsOf({ ...row.conditions, ...change }),
    };
    const columns = await ruleColumns(row.organizationId, fields, context);
    const changed: ApprovalRuleRow = { ...row, ...columns, updatedAt: context.clock() };
    await replaceApprovalRule(context.db, changed);
    return c.json(presentRule(changed), 200);
  });

  app.openapi(remove, async (c) => {
    await deleteApprovalRule(c.env.context.db, await find(c));
    return c.body(null, 204);
  });
}
