import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { type ApprovalRow, findApproval, listApprovals } from "../../../shared/db/queries/approvals.ts";
import { APPROVAL_STATUSES } from "../../../shared/model/approval.ts";
import { decideApproval } from "../approvals/decide.ts";
import { approvalSchema, decisionSchema, presentApproval } from "../approvals/schema.ts";
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
const path = "/v1/approvals/{id}";
const params = idParams("approval");
const find = finder("approval", findApproval);

const list = createRoute({
  method: "get",
  path: "/v1/approvals",
  operationId: "listApprovals",
  tags,
  summary: "What waits for a person, and what was decided, newest first.",
  ...requires("approvals:read"),
  request: { query: z.strictObject({ ...pageQuery, status: z.enum(APPROVAL_STATUSES).optional() }) },
  responses: { 200: jsonAnswer(pageOf(approvalSchema), "A page"), ...problems(400, 422) },
});

const get = createRoute({
  method: "get",
  path,
  operationId: "getApproval",
  tags,
  summary: "Get an approval with what was shown, and who decided.",
  ...requires("approvals:read"),
  request: { params },
  responses: { 200: jsonAnswer(approvalSchema, "The approval"), ...problems(404) },
});

const approve = createRoute({
  method: "post",
  path: `${path}/approve`,
  operationId: "approve",
  tags,
  summary: "Let the job go out, with just what was shown. Decided once: a second decision gets 409.",
  ...requires("approvals:write"),
  request: { params, body: { ...jsonBody(decisionSchema), required: false }, headers: idempotencyHeaders },
  responses: { 200: jsonAnswer(approvalSchema, "Approved"), ...problems(404, 409, 422) },
});

const deny = createRoute({
  method: "post",
  path: `${path}/deny`,
  operationId: "deny",
  tags,
  summary: "End the job unsent. Decided once: a second decision gets 409.",
  ...requires("approvals:write"),
  request: { params, body: { ...jsonBody(decisionSchema), required: false }, headers: idempotencyHeaders },
  responses: { 200: jsonAnswer(approvalSchema, "Denied"), ...problems(404, 409, 422) },
});

export function approvalRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(list, async (c) => {
    const { limit, cursor, status } = c.req.valid("query");
    const rows = await listApprovals(
      c.env.context.db,
      callerOrganization(c.var.principal),
      { status },
      { limit: limit + 1, before: decodeCursor(cursor, "approvals", 1)?.[0] ?? null },
    );
    const key = ({ id }: ApprovalRow) => [id];
    return c.json(pageAnswer(rows, limit, { list: "approvals", item: presentApproval, key }), 200);
  });

  app.openapi(get, async (c) => c.json(presentApproval(await find(c)), 200));

  app.openapi(approve, async (c) => {
    const verdict = {
      decision: "approved",
      by: c.var.principal.limiter,
      reason: c.req.valid("json").reason ?? null,
    } as const;
    return c.json(presentApproval(await decideApproval(await find(c), verdict, c.env.context)), 200);
  });

  app.openapi(deny, async (c) => {
    const verdict = {
      decision: "denied",
      by: c.var.principal.limiter,
      reason: c.req.valid("json").reason ?? null,
    } as const;
    return c.json(presentApproval(await decideApproval(await find(c), verdict, c.env.context)), 200);
  });
}
