import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { batchCounts } from "../../../shared/db/queries/batches.ts";
import {
  type CampaignDraft,
  type CampaignRow,
  campaignResults,
  changeDraft,
  deleteDraft,
  endCampaign,
  findCampaign,
  insertCampaign,
  listCampaigns,
} from "../../../shared/db/queries/campaigns.ts";
import { cancelBatch } from "../../../shared/db/queries/job-cancels.ts";
import { type Id, newId } from "../../../shared/ids.ts";
import { tellOfDoubts } from "../../../shared/outbox/canceled.ts";
import { findTemplate } from "../../../shared/outbox/templates.ts";
import type { Context } from "../../context.ts";
import { endIdleApprovals } from "../approvals/decide.ts";
import { callerOrganization } from "../caller.ts";
import { beginCampaign, begunAlready, templateFor } from "../campaigns/begin.ts";
import {
  campaignReportSchema,
  campaignSchema,
  createCampaignSchema,
  patchCampaignSchema,
  presentCampaign,
  presentReport,
} from "../campaigns/schema.ts";
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
const path = "/v1/campaigns/{id}";
const params = idParams("campaign");
const find = finder("campaign", findCampaign);

const create = createRoute({
  method: "post",
  path: "/v1/campaigns",
  operationId: "createCampaign",
  tags,
  summary: "Draft a campaign: a template for everybody in a segment.",
  ...requires("messages:write"),
  request: { body: jsonBody(createCampaignSchema), headers: idempotencyHeaders },
  responses: { 201: jsonAnswer(campaignSchema, "Drafted"), ...problems(409, 422) },
});

const list = createRoute({
  method: "get",
  path: "/v1/campaigns",
  operationId: "listCampaigns",
  tags,
  summary: "List campaigns, newest first.",
  ...requires("messages:read"),
  request: { query: z.strictObject(pageQuery) },
  responses: { 200: jsonAnswer(pageOf(campaignSchema), "A page"), ...problems(400, 422) },
});

const get = createRoute({
  method: "get",
  path,
  operationId: "getCampaign",
  tags,
  summary: "How far a campaign is, and what became of its messages.",
  ...requires("messages:read"),
  request: { params },
  responses: { 200: jsonAnswer(campaignReportSchema, "The campaign"), ...problems(404) },
});

const patch = createRoute({
  method: "patch",
  path,
  operationId: "updateCampaign",
  tags,
  summary: "Change a draft; fields left out stay.",
  ...requires("messages:write"),
  request: { params, body: jsonBody(patchCampaignSchema) },
  responses: { 200: jsonAnswer(campaignSchema, "Changed"), ...problems(404, 409, 422) },
});

const remove = createRoute({
  method: "delete",
  path,
  operationId: "deleteCampaign",
  tags,
  summary: "Delete a draft; what has begun is canceled instead, and stays to be looked at.",
  ...requires("messages:write"),
  request: { params },
  responses: { 204: { description: "Deleted" }, ...problems(404, 409) },
});

const send = createRoute({
  method: "post",
  path: `${path}/send`,
  operationId: "sendCampaign",
  tags,
  summary: "Send a draft, once; where a rule wants it, when somebody has approved it as a whole.",
  ...requires("messages:write"),
  request: { params, headers: idempotencyHeaders },
  responses: { 202: jsonAnswer(campaignReportSchema, "Begun"), ...problems(404, 409, 422) },
});

const cancel = createRoute({
  method: "post",
  path: `${path}/cancel`,
  operationId: "cancelCampaign",
  tags,
  summary: "Cancel what of a campaign is not sent yet.",
  ...requires("messages:write"),
  request: { params, headers: idempotencyHeaders },
  responses: {
    200: jsonAnswer(campaignReportSchema, "What is left is canceled"),
    ...problems(404, 409, 422),
  },
});

export function campaignRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(create, async (c) => {
    const { db, clock } = c.env.context;
    const organizationId = callerOrganization(c.var.principal);
    const { segmentId, topic = null, sendAt, ...fields } = c.req.valid("json");
    // who is in its segment, and whether there is one, is asked when it is sent
    templateFor(fields, await findTemplate(db, organizationId, { reference: fields.template }));
    const now = clock();
    const row: CampaignRow = {
      ...BLANK,
      ...fields,
      organizationId,
      id: newId("campaign", now),
      segmentId: segmentId as Id<"segment">,
      topic,
      sendAt: sendAt === undefined ? null : Date.parse(sendAt),
      createdAt: now,
    };
    await insertCampaign(db, row);
    return c.json(presentCampaign(row), 201);
  });

  app.openapi(list, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const before = decodeCursor(cursor, "campaigns", 1)?.[0] ?? null;
    const organizationId = callerOrganization(c.var.principal);
    const rows = await listCampaigns(c.env.context.db, organizationId, { limit: limit + 1, before });
    const key = ({ id }: CampaignRow) => [id];
    return c.json(pageAnswer(rows, limit, { list: "campaigns", item: presentCampaign, key }), 200);
  });

  app.openapi(get, async (c) => c.json(await report(await find(c), c.env.context), 200));

  app.openapi(patch, async (c) => {
    const { db } = c.env.context;
    const row = await find(c);
    const { segmentId, sendAt, ...fields } = c.req.valid("json");
    const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
    const changed: CampaignRow = {
      ...row,
      ...given,
      ...(segmentId === undefined ? {} : { segmentId: segmentId as Id<"segment"> }),
      ...(sendAt === undefined ? {} : { sendAt: sendAt === null ? null : Date.parse(sendAt) }),
    };
    templateFor(changed, await findTemplate(db, row.organizationId, { reference: changed.template }));
    if (!(await changeDraft(db, row, draftOf(changed)))) {
      throw begunAlready();
    }
    return c.json(presentCampaign(changed), 200);
  });

  app.openapi(remove, async (c) => {
    if (!(await deleteDraft(c.env.context.db, await find(c)))) {
      throw begunAlready();
    }
    return c.body(null, 204);
  });

  app.openapi(send, async (c) => {
    const row = await find(c);
    if (row.status !== "draft") {
      throw begunAlready();
    }
    await beginCampaign(row, c.env.context);
    return c.json(await report(await find(c), c.env.context), 202);
  });

  app.openapi(cancel, async (c) => {
    const { context } = c.env;
    const { db, clock } = context;
    const row = await find(c);
    // no page is stored once the batch is canceled, so that none follows what is canceled here
    if (row.batchId !== null) {
      await tellOfDoubts(await cancelBatch(db, row.organizationId, row.batchId, clock()), context);
    }
    await endCampaign(db, row, { status: "canceled", error: null, now: clock() });
    const by = c.var.principal.limiter;
    await endIdleApprovals(row.organizationId, row.approvalId === null ? [] : [row.approvalId], {
      by,
      context,
    });
    return c.json(await report(await find(c), context), 200);
  });
}

const BLANK = {
  status: "draft",
  dueAt: null,
  approvalId: null,
  contentHash: null,
  batchId: null,
  origin: null,
  recipients: null,
  cursor: null,
  walked: 0,
  refused: {},
  error: null,
  startedAt: null,
  finishedAt: null,
} as const;

function draftOf(row: CampaignRow): CampaignDraft {
  const { name, segmentId, template, channel, category, topic, data, sendAt, requiresApproval } = row;
  return { name, segmentId, template, channel, category, topic, data, sendAt, requiresApproval };
}

async function report(row: CampaignRow, { db }: Context): Promise<z.infer<typeof campaignReportSchema>> {
  const counts = row.batchId === null ? {} : await batchCounts(db, row.organizationId, row.batchId);
  return presentReport(row, counts, await campaignResults(db, row));
}
