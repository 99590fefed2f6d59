import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { chooseForChannel } from "../../../shared/connections/choose.ts";
import { findOrganization } from "../../../shared/db/queries/organizations.ts";
import { Problem } from "../../../shared/errors.ts";
import type { Id } from "../../../shared/ids.ts";
import { submitJobs } from "../../../shared/outbox/submit.ts";
import { callerOrganization } from "../caller.ts";
import { credentialSources } from "../connections/sources.ts";
import { acceptJob, checkInput } from "../jobs/accept.ts";
import { acceptedSchema, presentAccepted } from "../jobs/schema.ts";
import { checkMessage, messageFields } from "../messages/check.ts";
import { createMessageSchema } from "../messages/schema.ts";
import { requires } from "../middleware/access.ts";
import { idempotencyHeaders, jsonAnswer, jsonBody, problems } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const create = createRoute({
  method: "post",
  path: "/v1/messages",
  operationId: "createMessage",
  tags: ["Messages and jobs out"],
  summary:
    "Accept a message in the words of its channel. One that must not be sent is stored as `blocked`, with the reason.",
  ...requires("messages:write"),
  request: { body: jsonBody(createMessageSchema), headers: idempotencyHeaders },
  responses: { 202: jsonAnswer(acceptedSchema, "Stored"), ...problems(404, 409, 413, 422) },
});

export function messageRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(create, async (c) => {
    const { context } = c.env;
    const message = c.req.valid("json");
    const address = checkMessage(message);
    const {
      channel,
      category,
      connectionId,
      to: _,
      from,
      priority,
      sendAt,
      maxAttempts,
      metadata,
      ...content
    } = message;
    const organizationId = callerOrganization(c.var.principal);
    const organization = await findOrganization(context.db, organizationId);
    if (organization === null) {
      throw new Problem("not_found", "The organization was deleted.");
    }
    const chosen = await chooseForChannel(credentialSources(context), {
      organization,
      channel,
      connectionId: connectionId as Id<"connection"> | undefined,
    });
    const rule = chosen.provider.channels?.[channel];
    const action = chosen.provider.actions?.[rule?.action ?? ""];
    if (rule === undefined || action === undefined) {
      throw new Error("A provider carries a channel by an action that it has not.");
    }
    const input = rule.toInput(
      {
        ...content,
        channel,
        to: address.to,
        from: from ?? organization.defaultFrom?.[channel],
      },
      chosen.config,
    );
    checkInput(action, input, { path: "body", fields: messageFields(message) });
    const sending = { priority, sendAt, maxAttempts, metadata };
    const job = await acceptJob(
      {
        organizationId,
        chosen,
        action: rule.action,
        input,
        channel,
        addresses: [address.key],
        category,
        sending,
      },
      context,
    );
    const answer = presentAccepted(job);
    await submitJobs(context, [job], c.var.recordAnswer(202, answer));
    return c.json(answer, 202);
  });
}
