import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { toRfc3339 } from "../../../shared/clock.ts";
import { listRejections, type RejectionRow } from "../../../shared/db/queries/rejections.ts";
import type { Id } from "../../../shared/ids.ts";
import { callerOrganization } from "../caller.ts";
import { requires } from "../middleware/access.ts";
import {
  decodeCursor,
  idSchema,
  jsonAnswer,
  pageAnswer,
  pageOf,
  pageQuery,
  problems,
  timeSchema,
} from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const rejectionSchema = z
  .object({
    id: idSchema("rejection"),
    endpointId: idSchema("endpoint"),
    provider: z.string(),
    reason: z.string(),
    step: z.string(),
    expected: z.string(),
    headers: z.array(z.tuple([z.string(), z.string()])),
    bytes: z.int(),
    receivedAt: timeSchema,
  })
  .openapi("Rejection");

const list = createRoute({
  method: "get",
  path: "/v1/rejections",
  operationId: "listRejections",
  tags: ["Webhooks in"],
  summary: "Refused webhooks, newest first: at most 100 per endpoint and hour are kept, all are counted.",
  ...requires("events:read"),
  request: { query: z.strictObject({ ...pageQuery, endpointId: idSchema("endpoint").optional() }) },
  responses: { 200: jsonAnswer(pageOf(rejectionSchema), "A page"), ...problems(400, 422) },
});

export function rejectionRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(list, async (c) => {
    const { limit, cursor, endpointId } = c.req.valid("query");
    const rows = await listRejections(c.env.context.db, callerOrganization(c.var.principal), {
      endpointId: endpointId as Id<"endpoint"> | undefined,
      limit: limit + 1,
      before: decodeCursor(cursor, "rejections", 1)?.[0] ?? null,
    });
    return c.json(
      pageAnswer(rows, limit, { list: "rejections", item: present, key: (row) => [row.id] }),
      200,
    );
  });
}

function present({ organizationId: _, receivedAt, ...row }: RejectionRow) {
  return { ...row, receivedAt: toRfc3339(receivedAt) };
}
