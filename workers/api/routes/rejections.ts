import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { toRfc3339 } from "../../../shared/clock.ts";
import { findRejection, listRejections, type RejectionRow } from "../../../shared/db/queries/rejections.ts";
import { Problem } from "../../../shared/errors.ts";
import type { Id } from "../../../shared/ids.ts";
import { callerOrganization } from "../caller.ts";
import { bytesOf, replayRejection } from "../endpoints/replay-rejection.ts";
import { finder, OUTLIVED } from "../found.ts";
import { requires } from "../middleware/access.ts";
import {
  decodeCursor,
  idempotencyHeaders,
  idParams,
  idSchema,
  jsonAnswer,
  pageAnswer,
  pageOf,
  pageQuery,
  problems,
  timeSchema,
} from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const tags = ["Webhooks in"];
const params = idParams("rejection");
const find = finder("rejection", findRejection, { why: OUTLIVED });

const rejectionSchema = z
  .object({
    id: idSchema("rejection"),
    endpointId: idSchema("endpoint"),
    provider: z.string(),
    reason: z.string(),
    step: z.string(),
    expected: z.string(),
    headers: z.array(z.tuple([z.string(), z.string()])),
    url: z.string().nullable(),
    bytes: z.int(),
    hasBody: z.boolean().openapi({
      description:
        "Whether the body is there still: for 72 h, of at most 100 and 1 MB per endpoint and hour, each below some 120 KB.",
    }),
    replayedAs: idSchema("event").nullable(),
    receivedAt: timeSchema,
  })
  .openapi("Rejection");

const list = createRoute({
  method: "get",
  path: "/v1/rejections",
  operationId: "listRejections",
  tags,
  summary: "Refused webhooks, newest first: at most 100 per endpoint and hour are kept, all are counted.",
  ...requires("events:read"),
  request: { query: z.strictObject({ ...pageQuery, endpointId: idSchema("endpoint").optional() }) },
  responses: { 200: jsonAnswer(pageOf(rejectionSchema), "A page"), ...problems(400, 422) },
});

const get = createRoute({
  method: "get",
  path: "/v1/rejections/{id}",
  operationId: "getRejection",
  tags,
  summary: "Get a refused webhook: why, at which step, and what was expected.",
  ...requires("events:read"),
  request: { params },
  responses: { 200: jsonAnswer(rejectionSchema, "The rejection"), ...problems(404) },
});

const raw = createRoute({
  method: "get",
  path: "/v1/rejections/{id}/raw",
  operationId: "getRejectedBody",
  tags,
  summary: "The bytes of a refused webhook as received. Nobody vouches for them.",
  ...requires("events:read"),
  request: { params },
  responses: {
    200: { description: "The bytes", content: { "*/*": { schema: z.any() } } },
    ...problems(404, 410),
  },
});

const replay = createRoute({
  method: "post",
  path: "/v1/rejections/{id}/replay",
  operationId: "replayRejection",
  tags,
  summary: "Verify a refused webhook as of the time received with today's secrets, and take it if it holds.",
  ...requires("events:write"),
  request: { params, headers: idempotencyHeaders },
  responses: {
    202: jsonAnswer(z.object({ id: idSchema("event") }), "Taken; the id of its first event"),
    ...problems(404, 409, 410),
  },
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

  app.openapi(get, async (c) => c.json(present(await find(c)), 200));

  app.openapi(raw, async (c) => {
    const bytes = bytesOf(await find(c));
    if (bytes === null) {
      throw new Problem(
        "body_gone",
        "Bodies of refused webhooks are kept for 72 hours, and not all of them.",
      );
    }
    // never as the type that an unknown sender claims
    return new Response(bytes, {
      headers: { "content-type": "application/octet-stream", "x-content-type-options": "nosniff" },
    });
  });

  app.openapi(replay, async (c) => c.json({ id: await replayRejection(await find(c), c.env.context) }, 202));
}

function present({ organizationId: _, receivedAt, body, ...row }: RejectionRow) {
  return { ...row, hasBody: body !== null, receivedAt: toRfc3339(receivedAt) };
}
