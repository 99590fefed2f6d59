import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
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
const path = "/v1/approval-rules/{id}";
const params = idParams("approvalRule");
const find = finder("approvalRule", findApprovalRule, { what: "approval rule" });

const create = createRoute({
  method: "post",
  path: "/v1/approval-rules",
  operationId: "createApprovalRule",
  tags,
  summary:
    "Say what a person must approve before it is sent, and where they are asked. The oldest rule that fits counts.",
  ...requires("approvals:write"),
  request: { body: jsonBody(createRuleSchema), headers: idempotencyHeaders },
  responses: { 201: jsonAnswer(ruleSchema, "Created"), ...problems(409, 422) },
});

const list = createRoute({
  method: "get",
  path: "/v1/approval-rules",
  operationId: "listApprovalRules",
  tags,
  summary: "List the rules in their order, oldest first.",
  ...requires("approvals:read"),
  request: { query: z.strictObject(pageQuery) },
  responses: { 200: jsonAnswer(pageOf(ruleSchema), "A page"), ...problems(400, 422) },
});

const get = createRoute({
  method: "get",
  path,
  operationId: "getApprovalRule",
  tags,
  summary: "Get a rule.",
  ...requires("approvals:read"),
  request: { params },
  responses: { 200: jsonAnswer(ruleSchema, "The rule"), ...problems(404) },
});

const patch = createRoute({
  method: "patch",
  path,
  operationId: "updateApprovalRule",
  tags,
  summary: "Change a rule; `null` takes a condition away. What waits already is not asked about again.",
  ...requires("approvals:write"),
  request: { params, body: jsonBody(patchRuleSchema) },
  responses: { 200: jsonAnswer(ruleSchema, "Changed"), ...problems(404, 422) },
});

const remove = createRoute({
  method: "delete",
  path,
  operationId: "deleteApprovalRule",
  tags,
  summary: "Delete a rule. What waits because of it goes on waiting.",
  ...requires("approvals:write"),
  request: { params },
  responses: { 204: { description: "Deleted" }, ...problems(404) },
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

  app.openapi(list, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const after = decodeCursor(cursor, "approval-rules", 1)?.[0] ?? null;
    const organizationId = callerOrganization(c.var.principal);
    const rows = await listApprovalRules(c.env.context.db, organizationId, { limit: limit + 1, after });
    const key = ({ id }: ApprovalRuleRow) => [id];
    return c.json(pageAnswer(rows, limit, { list: "approval-rules", item: presentRule, key }), 200);
  });

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
