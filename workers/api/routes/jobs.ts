import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { chooseConnection } from "../../../shared/connections/choose.ts";
import { credentialSources } from "../../../shared/connections/sources.ts";
import {
  cancelJob,
  countRedrivable,
  findJob,
  type JobFilter,
  listJobs,
  redriveJobs,
} from "../../../shared/db/queries/jobs.ts";
import { findOrganization } from "../../../shared/db/queries/organizations.ts";
import { Problem } from "../../../shared/errors.ts";
import type { Id } from "../../../shared/ids.ts";
import { JOB_STATUSES } from "../../../shared/model/job.ts";
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
import { contactsNamed, reachedContact } from "../messages/recipient.ts";
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
const params = idParams("job");
const find = finder("job", findJob);

/** Jobs that one call of the bulk retry takes up. */
const MAX_RETRIED = 500;

const create = createRoute({
  method: "post",
  path: "/v1/jobs",
  operationId: "createJob",
  tags,
  summary: "Accept one action of a provider, to be sent as soon as its limits allow, or at `sendAt`.",
  ...requires("jobs:write"),
  request: { body: jsonBody(createJobSchema), headers: idempotencyHeaders },
  responses: { 202: jsonAnswer(acceptedSchema, "Stored"), ...problems(409, 413, 422) },
});

const list = createRoute({
  method: "get",
  path: "/v1/jobs",
  operationId: "listJobs",
  tags,
  summary: "List jobs, newest first.",
  ...requires("jobs:read"),
  request: {
    query: z.strictObject({ ...pageQuery, ...jobFilter, status: z.enum(JOB_STATUSES).optional() }),
  },
  responses: { 200: jsonAnswer(pageOf(jobSchema), "A page"), ...problems(400, 422) },
});

const get = createRoute({
  method: "get",
  path: "/v1/jobs/{id}",
  operationId: "getJob",
  tags,
  summary: "Get a job with its input and every try.",
  ...requires("jobs:read"),
  request: { params },
  responses: { 200: jsonAnswer(fullJobSchema, "The job"), ...problems(404) },
});

const cancel = createRoute({
  method: "post",
  path: "/v1/jobs/{id}/cancel",
  operationId: "cancelJob",
  tags,
  summary: "Cancel a job that is not being sent and was not.",
  ...requires("jobs:write"),
  request: { params, headers: idempotencyHeaders },
  responses: { 200: jsonAnswer(fullJobSchema, "Canceled"), ...problems(404, 409, 422) },
});

const retry = createRoute({
  method: "post",
  path: "/v1/jobs/{id}/retry",
  operationId: "retryJob",
  tags,
  summary:
    "Send a failed, dead, blocked or uncertain job again, with a new budget of attempts. An uncertain one may have acted.",
  ...requires("jobs:write"),
  request: { params, headers: idempotencyHeaders },
  responses: { 202: jsonAnswer(fullJobSchema, "Queued"), ...problems(404, 409, 422) },
});

const retryMany = createRoute({
  method: "post",
  path: "/v1/jobs/retry",
  operationId: "retryJobs",
  tags,
  summary: `Send ended jobs again by filter, oldest first, at most ${MAX_RETRIED} a call.`,
  ...requires("jobs:write"),
  request: { body: jsonBody(retryJobsSchema), headers: idempotencyHeaders },
  responses: { 202: jsonAnswer(retriedSchema, "Queued"), ...problems(409, 422) },
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
    const { limit, cursor, ...filter } = c.req.valid("query");
    const rows = await listJobs(c.env.context.db, callerOrganization(c.var.principal), withIds(filter), {
      limit: limit + 1,
      before: decodeCursor(cursor, "jobs", 1)?.[0] ?? null,
    });
    return c.json(pageAnswer(rows, limit, { list: "jobs", item: presentJob, key: (row) => [row.id] }), 200);
  });

  app.openapi(get, async (c) => c.json(presentFullJob(await find(c)), 200));

  app.openapi(cancel, async (c) => {
    const { db, clock } = c.env.context;
    const { organizationId, id, approval } = await find(c);
    if (!(await cancelJob(db, organizationId, id, clock()))) {
      throw new Problem("job_not_cancelable", "Only a job that was not sent yet can be canceled.");
    }
    await endIdleApprovals(organizationId, approval === null ? [] : [approval.id], {
      by: c.var.principal.limiter,
      context: c.env.context,
    });
    return c.json(presentFullJob(await find(c)), 200);
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
    return c.json(presentFullJob(await find(c)), 202);
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
