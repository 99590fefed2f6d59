import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { submitJobs } from "../../../shared/outbox/submit.ts";
import { callerOrganization } from "../caller.ts";
import { acceptedSchema, presentAccepted } from "../jobs/schema.ts";
import { acceptMessage } from "../messages/accept.ts";
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
  responses: { 202: jsonAnswer(acceptedSchema, "Stored"), ...problems(404) },
});

export function messageRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(create, async (c) => {
    const { context } = c.env;
    const job = await acceptMessage(callerOrganization(c.var.principal), c.req.valid("json"), context);
    const answer = presentAccepted(job);
    await submitJobs(context, [job], c.var.recordAnswer(202, answer));
    return c.json(answer, 202);
  });
}
