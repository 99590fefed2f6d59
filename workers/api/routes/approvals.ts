import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { findApproval, listApprovals } from "../../../shared/db/queries/approvals.ts";
import { APPROVAL_STATUSES } from "../../../shared/model/approval.ts";
import { decideApproval } from "../approvals/decide.ts";
import { approvalSchema, decisionSchema, presentApproval } from "../approvals/schema.ts";
import { finder } from "../found.ts";
import { requires } from "../middleware/access.ts";
import { pageById } from "../pages.ts";
import { resource } from "../resource.ts";
import { idempotencyHeaders, idParams, jsonAnswer, jsonBody, pageOf, pageQuery } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const tags = ["Messages and jobs out"];
const params = idParams("approval");
const approvals = resource({
  path: "/v1/approvals",
  params,
  tags,
  read: "approvals:read",
  write: "approvals:write",
});
const find = finder("approval", findApproval);

const list = approvals.list({
  operationId: "listApprovals",
  summary: "What waits for a person, and what was decided, newest first.",
  query: { ...pageQuery, status: z.enum(APPROVAL_STATUSES).optional() },
  page: pageOf(approvalSchema),
});

const get = approvals.get({
  operationId: "getApproval",
  summary: "Get an approval with what was shown, and who decided.",
  responses: { 200: jsonAnswer(approvalSchema, "The approval") },
});

const DECISIONS = [
  ["approve", "approved", "Let the job go out, with just what was shown.", "Approved"],
  ["deny", "denied", "End the job unsent.", "Denied"],
] as const;

const decisions = DECISIONS.map(([verb, decision, summary, answer]) => ({
  decision,
  route: createRoute({
    method: "post",
    path: `/v1/approvals/{id}/${verb}`,
    operationId: verb,
    tags,
    summary: `${summary} Decided once: a second decision gets 409.`,
    ...requires("approvals:write"),
    request: { params, body: { ...jsonBody(decisionSchema), required: false }, headers: idempotencyHeaders },
    responses: { 200: jsonAnswer(approvalSchema, answer) },
  }),
}));

export function approvalRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(list, async (c) => {
    const page = await pageById(c, {
      list: "approvals",
      read: (db, organizationId, page, filter) => listApprovals(db, organizationId, filter, page),
      item: presentApproval,
    });
    return c.json(page, 200);
  });

  app.openapi(get, async (c) => c.json(presentApproval(await find(c)), 200));

  for (const { route, decision } of decisions) {
    app.openapi(route, async (c) => {
      const verdict = { decision, by: c.var.principal.limiter, reason: c.req.valid("json").reason ?? null };
      return c.json(presentApproval(await decideApproval(await find(c), verdict, c.env.context)), 200);
    });
  }
}
