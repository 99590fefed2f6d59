import type { OpenAPIHono, z } from "@hono/zod-openapi";
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
  resumeCampaign,
} from "../../../shared/db/queries/campaigns.ts";
import { closeIncident } from "../../../shared/db/queries/incidents.ts";
import { cancelBatch } from "../../../shared/db/queries/job-cancels.ts";
import { type Id, newId } from "../../../shared/ids.ts";
import { UNDER_WAY } from "../../../shared/model/job.ts";
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
import { definedFields } from "../defined.ts";
import { finder } from "../found.ts";
import { pageById } from "../pages.ts";
import { resource } from "../resource.ts";
import { idParams, jsonAnswer, pageOf, pageQuery, problems } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const tags = ["Messages and jobs out"];
const campaigns = resource({
  path: "/v1/campaigns",
  params: idParams("campaign"),
  tags,
  read: "messages:read",
  write: "messages:write",
});
const find = finder("campaign", findCampaign);

const create = campaigns.create({
  operationId: "createCampaign",
  summary: "Draft a campaign: a template for everybody in a segment.",
  body: createCampaignSchema,
  responses: { 201: jsonAnswer(campaignSchema, "Drafted") },
});

const list = campaigns.list({
  operationId: "listCampaigns",
  summary: "List campaigns, newest first.",
  query: pageQuery,
  page: pageOf(campaignSchema),
});

const get = campaigns.get({
  operationId: "getCampaign",
  summary: "How far a campaign is, and what became of its messages.",
  responses: { 200: jsonAnswer(campaignReportSchema, "The campaign") },
});

const patch = campaigns.patch({
  operationId: "updateCampaign",
  summary: "Change a draft; fields left out stay.",
  body: patchCampaignSchema,
  responses: { 200: jsonAnswer(campaignSchema, "Changed"), ...problems(409) },
});

const remove = campaigns.remove({
  operationId: "deleteCampaign",
  summary: "Delete a draft; what has begun is canceled instead, and stays to be looked at.",
  responses: { 204: { description: "Deleted" }, ...problems(409) },
});

const send = campaigns.act("send", {
  operationId: "sendCampaign",
  summary:
    "Send a draft, once; where a rule wants it, when somebody has approved it as a whole. One that failed goes on where it stopped.",
  responses: { 202: jsonAnswer(campaignReportSchema, "Begun") },
});

const cancel = campaigns.act("cancel", {
  operationId: "cancelCampaign",
  summary: "Cancel what of a campaign is not sent yet.",
  responses: { 200: jsonAnswer(campaignReportSchema, "What is left is canceled") },
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

  app.openapi(list, async (c) =>
    c.json(await pageById(c, { list: "campaigns", read: listCampaigns, item: presentCampaign }), 200),
  );

  app.openapi(get, async (c) => c.json(await report(await find(c), c.env.context), 200));

  app.openapi(patch, async (c) => {
    const { db } = c.env.context;
    const row = await find(c);
    const { segmentId, sendAt, ...fields } = c.req.valid("json");
    const changed: CampaignRow = {
      ...row,
      ...definedFields(fields),
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
    const { context } = c.env;
    const row = await find(c);
    switch (row.status) {
      case "draft":
        await beginCampaign(row, context);
        break;
      case "failed":
        await goOn(row, context);
        break;
      default:
        throw begunAlready();
    }
    return c.json(await report(await find(c), c.env.context), 202);
  });

  app.openapi(cancel, async (c) => {
    const { context } = c.env;
    const { db, clock } = context;
    const row = await find(c);
    if (await isOver(row, context)) {
      // what was sent to the last message stays so
      return c.json(await report(row, context), 200);
    }
    // no page is stored once the batch is canceled, so that none follows what is canceled here
    if (row.batchId !== null) {
      await tellOfDoubts(await cancelBatch(db, row.organizationId, row.batchId, clock()), context);
    }
    await endCampaign(db, row, { status: "canceled", error: null, now: clock() });
    await closeTrouble(row, context);
    const by = c.var.principal.limiter;
    await endIdleApprovals(row.organizationId, row.approvalId === null ? [] : [row.approvalId], {
      by,
      context,
    });
    return c.json(await report(await find(c), context), 200);
  });
}

async function goOn(row: CampaignRow, context: Context): Promise<void> {
  if (!(await resumeCampaign(context.db, row, context.clock()))) {
    throw begunAlready();
  }
  await closeTrouble(row, context);
}

async function closeTrouble({ organizationId, id }: CampaignRow, { db, clock }: Context): Promise<void> {
  await closeIncident(db, { organizationId, kind: "campaign_failed", subject: id }, clock());
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
  failures: 0,
  refused: {},
  error: null,
  startedAt: null,
  finishedAt: null,
} as const;

function draftOf(row: CampaignRow): CampaignDraft {
  const { name, segmentId, template, channel, category, topic, data, sendAt, requiresApproval } = row;
  return { name, segmentId, template, channel, category, topic, data, sendAt, requiresApproval };
}

/** Whether every page and message of it has had its turn. */
async function isOver({ status, organizationId, batchId }: CampaignRow, { db }: Context): Promise<boolean> {
  if (status !== "sent" || batchId === null) {
    return false;
  }
  const counts = await batchCounts(db, organizationId, batchId);
  return UNDER_WAY.every((one) => (counts[one] ?? 0) === 0);
}

async function report(row: CampaignRow, { db }: Context): Promise<z.infer<typeof campaignReportSchema>> {
  const counts = row.batchId === null ? {} : await batchCounts(db, row.organizationId, row.batchId);
  return presentReport(row, counts, await campaignResults(db, row));
}
