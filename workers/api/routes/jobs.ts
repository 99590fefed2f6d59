import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { chooseConnection } from "../../../shared/connections/choose.ts";
import { credentialSources } from "../../../shared/connections/sources.ts";
import { cancelJob } from "../../../shared/db/queries/job-cancels.ts";
import {
  countRedrivable,
  findJob,
  type JobFilter,
  type JobWithCost,
  listJobs,
  redriveJobs,
} from "../../../shared/db/queries/jobs.ts";
import { findOrganization } from "../../../shared/db/queries/organizations.ts";
import { Problem } from "../../../shared/errors.ts";
import type { Id } from "../../../shared/ids.ts";
import { JOB_STATUSES } from "../../../shared/model/job.ts";
import { tellOfDoubts } from "../../../shared/outbox/canceled.ts";
import { enqueue, submitJobs } from "../../../shared/outbox/submit.ts";
import { withUnsubscribe } from "../../../shared/outbox/unsubscribe.ts";
import type { Action } from "../../../shared/providers/action.ts";
import type { ProviderDefinition } from "../../../shared/providers/define.ts";
import type { Context } from "../../context.ts";
import { endIdleApprovals } from "../approvals/decide.ts";
import { callerOrganization } from "../caller.ts";
import { providerOf } from "../connections/prove.ts";
import { finder } from "../found.ts";
import { acceptJob, checkInput } from "../jobs/accept.ts";
import { recipientsOf } from "../jobs/recipients.ts";
import {
  acceptedSchema,
  createJobSchema,
  fullJobSchema,
  jobFilter,
  jobSchema,
  presentAccepted,
  presentFullJob,
  presentJob,
  retriedSchema,
  retryJobsSchema,
} from "../jobs/schema.ts";
import { waitsOf } from "../jobs/waiting.ts";
import { contactsNamed, reachedContact } from "../messages/recipient.ts";
import { requires } from "../middleware/access.ts";
import { pageById } from "../pages.ts";
import { resource } from "../resource.ts";
import { idempotencyHeaders, idParams, jsonAnswer, jsonBody, pageOf, pageQuery } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const tags = ["Messages and jobs out"];
const jobs = resource({
  path: "/v1/jobs",
  params: idParams("job"),
  tags,
  read: "jobs:read",
  write: "jobs:write",
});
const find = finder("job", findJob);

/** Jobs that one call of the bulk retry takes up. */
const MAX_RETRIED = 500;

const create = jobs.create({
  operationId: "createJob",
  summary: "Accept one action of a provider, to be sent as soon as its limits allow, or at `sendAt`.",
  body: createJobSchema,
  responses: { 202: jsonAnswer(acceptedSchema, "Stored") },
});

const list = jobs.list({
  operationId: "listJobs",
  summary: "List jobs, newest first.",
  query: { ...pageQuery, ...jobFilter, status: z.enum(JOB_STATUSES).optional() },
  page: pageOf(jobSchema),
});

const get = jobs.get({
  operationId: "getJob",
  summary: "Get a job with its input and every try.",
  responses: { 200: jsonAnswer(fullJobSchema, "The job") },
});

const cancel = jobs.act("cancel", {
  operationId: "cancelJob",
  summary:
    "Cancel a job that is not being sent and was not. It ends as `uncertain` where an earlier try may have acted.",
  responses: { 200: jsonAnswer(fullJobSchema, "It is not sent any more") },
});

const retry = jobs.act("retry", {
  operationId: "retryJob",
  summary:
    "Send a failed, dead, blocked or uncertain job again, with a new budget of attempts. An uncertain one may have acted.",
  responses: { 202: jsonAnswer(fullJobSchema, "Queued") },
});

const retryMany = createRoute({
  method: "post",
  path: "/v1/jobs/retry",
  operationId: "retryJobs",
  tags,
  summary: `Send ended jobs again by filter, oldest first, at most ${MAX_RETRIED} a call.`,
  ...requires("jobs:write"),
  request: { body: jsonBody(retryJobsSchema), headers: idempotencyHeaders },
  responses: { 202: jsonAnswer(retriedSchema, "Queued") },
});

export function jobRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(create, async (c) => {
    const { context } = c.env;
    const {
      provider: providerId,
      action,
      input,
      channel,
      category,
      requiresApproval,
      contactId,
      ...sending
    } = c.req.valid("json");
    const provider = providerOf(providerId);
    checkInput(actionOf(provider, action), input);
    const recipients = recipientsOf(provider, { action, input, channel, category });
    const organizationId = callerOrganization(c.var.principal);
    const contacts = await contactsNamed(
      context.db,
      organizationId,
      contactId === undefined ? [] : [contactId],
    );
    const contact = contactId === undefined ? null : reachedContact(contacts.get(contactId), channel);
    const connectionId = sending.connectionId as Id<"connection"> | undefined;
    const chosen = await chooseConnection(credentialSources(context), {
      organizationId,
      provider,
      connectionId,
      agentId: sending.agentId,
    });
    const organization = category === "marketing" ? await findOrganization(context.db, organizationId) : null;
    const addressed = { organizationId, chosen, ...recipients, category: category ?? null, sending };
    const job = await acceptJob(
      {
        ...addressed,
        action,
        contactId: contact?.id,
        input: await withUnsubscribe({ ...addressed, organization, input }, context),
        requiresApproval,
      },
      context,
    );
    const answer = presentAccepted(job);
    await submitJobs(context, [job], c.var.recordAnswer(202, answer));
    return c.json(answer, 202);
  });

  app.openapi(list, async (c) => {
    const page = await pageById(c, {
      list: "jobs",
      read: async (db, organizationId, page, filter) => {
        const rows = await listJobs(db, organizationId, withIds(filter), page);
        const waits = await waitsOf(rows, c.env.context);
        return rows.map((row) => ({ id: row.id, row, waiting: waits.get(row.id) ?? null }));
      },
      item: ({ row, waiting }) => presentJob(row, waiting),
    });
    return c.json(page, 200);
  });

  app.openapi(get, async (c) => c.json(await presentFull(await find(c), c.env.context), 200));

  app.openapi(cancel, async (c) => {
    const { db, clock } = c.env.context;
    const { organizationId, id, approval } = await find(c);
    const canceled = await cancelJob(db, organizationId, id, clock());
    if (canceled === null) {
      throw new Problem("job_not_cancelable", "Only a job that was not sent yet can be canceled.");
    }
    await tellOfDoubts([canceled], c.env.context);
    await endIdleApprovals(organizationId, approval === null ? [] : [approval.id], {
      by: c.var.principal.limiter,
      context: c.env.context,
    });
    return c.json(await presentFull(await find(c), c.env.context), 200);
  });

  app.openapi(retry, async (c) => {
    const { context } = c.env;
    const { organizationId, id } = await find(c);
    const queued = await redrive(organizationId, { filter: { id }, limit: 1 }, context);
    if (queued === 0) {
      throw new Problem(
        "job_not_retryable",
        "Only a job that failed, died, was blocked or is uncertain can be sent again.",
      );
    }
    return c.json(await presentFull(await find(c), context), 202);
  });

  app.openapi(retryMany, async (c) => {
    const { context } = c.env;
    const { filter, dryRun } = c.req.valid("json");
    const organizationId = callerOrganization(c.var.principal);
    let count = 0;
    for (const status of filter.status === undefined ? DEFAULT_RETRIED : [filter.status]) {
      const selection = {
        filter: { ...withIds(filter), status },
        limit: MAX_RETRIED - count,
      };
      count += dryRun
        ? await countRedrivable(context.db, organizationId, selection)
        : await redrive(organizationId, selection, context);
    }
    return c.json({ count, more: count === MAX_RETRIED }, 202);
  });
}

/** What a bulk retry takes up unless it names a status: jobs that surely did not act. */
const DEFAULT_RETRIED = ["failed", "dead"] as const;

/** The schema has checked the ids' forms. */
function withIds<
  T extends { readonly connectionId?: string | undefined; readonly batchId?: string | undefined },
>(filter: T) {
  return {
    ...filter,
    connectionId: filter.connectionId as Id<"connection"> | undefined,
    batchId: filter.batchId as Id<"batch"> | undefined,
  };
}

async function presentFull(row: JobWithCost, context: Context) {
  const waits = await waitsOf([row], context);
  return presentFullJob(row, waits.get(row.id) ?? null);
}

async function redrive(
  organizationId: Id<"organization">,
  selection: { readonly filter: JobFilter & { readonly id?: Id<"job"> }; readonly limit: number },
  context: Context,
): Promise<number> {
  const jobs = await redriveJobs(context.db, organizationId, { ...selection, now: context.clock() });
  await enqueue(
    context,
    jobs.map((job) => ({ ...job, delaySeconds: 0 })),
  );
  return jobs.length;
}

function actionOf(provider: ProviderDefinition, name: string): Action {
  const actions = provider.actions ?? {};
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action === undefined) {
    const names = Object.keys(actions);
    throw new Problem(
      "action_unknown",
      names.length === 0
        ? `${provider.name} has no actions.`
        : `${provider.name} has these actions: ${names.join(", ")}.`,
      { errors: [{ path: "body.action", message: "is unknown" }] },
    );
  }
  return action;
}
