import { createRoute, type OpenAPIHono, type z } from "@hono/zod-openapi";
import { toRfc3339, toRfc3339OrNull } from "../../../shared/clock.ts";
import type { Database } from "../../../shared/db/client.ts";
import { approvalsOfBatch } from "../../../shared/db/queries/approvals.ts";
import { type BatchRow, batchCounts, findBatch, insertBatch } from "../../../shared/db/queries/batches.ts";
import { cancelBatch } from "../../../shared/db/queries/job-cancels.ts";
import { newId } from "../../../shared/ids.ts";
import { JOB_STATUSES, type JobStatus, UNDER_WAY } from "../../../shared/model/job.ts";
import { tellOfDoubts } from "../../../shared/outbox/canceled.ts";
import { submitJobs } from "../../../shared/outbox/submit.ts";
import { endIdleApprovals } from "../approvals/decide.ts";
import { callerOrganization } from "../caller.ts";
import { finder } from "../found.ts";
import { acceptBulk } from "../messages/bulk.ts";
import { acceptedBulkSchema, batchSchema, createBulkSchema } from "../messages/bulk-schema.ts";
import { requires } from "../middleware/access.ts";
import { resource } from "../resource.ts";
import { idempotencyHeaders, idParams, jsonAnswer, jsonBody, problems } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const tags = ["Messages and jobs out"];
const batches = resource({
  path: "/v1/batches",
  params: idParams("batch"),
  tags,
  read: "jobs:read",
  write: "jobs:write",
});

const find = finder("batch", findBatch);

const create = createRoute({
  method: "post",
  path: "/v1/messages/bulk",
  operationId: "createMessages",
  tags,
  summary:
    "Accept up to 1,000 messages; each is judged by itself, and what is accepted is stored as a whole.",
  ...requires("messages:write"),
  request: { body: jsonBody(createBulkSchema), headers: idempotencyHeaders },
  responses: { 202: jsonAnswer(acceptedBulkSchema, "Stored"), ...problems(404) },
});

const get = batches.get({
  operationId: "getBatch",
  summary: "How far a bulk call is: its jobs by status. `GET /v1/jobs?batchId=` lists them.",
  responses: { 200: jsonAnswer(batchSchema, "The batch") },
});

const cancel = batches.act("cancel", {
  operationId: "cancelBatch",
  summary:
    "Cancel what of a batch is not sent yet. Jobs of which an earlier try may have acted end as `uncertain`.",
  responses: { 200: jsonAnswer(batchSchema, "Nothing more of it is sent") },
});

export function batchRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(create, async (c) => {
    const { context } = c.env;
    const organizationId = callerOrganization(c.var.principal);
    const createdAt = context.clock();
    const batchId = newId("batch", createdAt);
    const { jobs, rejected } = await acceptBulk(c.req.valid("json"), { organizationId, batchId, context });
    const answer = { batchId, accepted: jobs.length, rejected };
    const batch = { organizationId, id: batchId, accepted: jobs.length, rejected, createdAt };
    await submitJobs(context, jobs, [insertBatch(context.db, batch), ...c.var.recordAnswer(202, answer)]);
    return c.json(answer, 202);
  });

  app.openapi(get, async (c) => c.json(await present(c.env.context.db, await find(c)), 200));

  app.openapi(cancel, async (c) => {
    const { context } = c.env;
    const { db, clock, log } = context;
    const { organizationId, id } = await find(c);
    const asked = await approvalsOfBatch(db, organizationId, id);
    const canceled = await cancelBatch(db, organizationId, id, clock());
    await tellOfDoubts(canceled, context);
    await endIdleApprovals(organizationId, asked, { by: c.var.principal.limiter, context });
    log.info("outbox.batch_canceled", { count: canceled.length });
    return c.json(await present(db, await find(c)), 200);
  });
}

async function present(db: Database, row: BatchRow): Promise<z.infer<typeof batchSchema>> {
  const found = await batchCounts(db, row.organizationId, row.id);
  const count = (status: JobStatus) => found[status] ?? 0;
  const counts = Object.fromEntries(JOB_STATUSES.map((status) => [status, count(status)]));
  return {
    id: row.id,
    accepted: row.accepted,
    rejected: row.rejected.map((item) => ({ ...item })),
    counts: counts as Record<JobStatus, number>,
    done: !UNDER_WAY.some((status) => count(status) > 0),
    createdAt: toRfc3339(row.createdAt),
    canceledAt: toRfc3339OrNull(row.canceledAt),
  };
}
