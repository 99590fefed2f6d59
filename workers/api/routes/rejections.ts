import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { toRfc3339 } from "../../../shared/clock.ts";
import { findRejection, listRejections, type RejectionRow } from "../../../shared/db/queries/rejections.ts";
import { Problem } from "../../../shared/errors.ts";
import type { Id } from "../../../shared/ids.ts";
import { bytesOf, replayRejection } from "../endpoints/replay-rejection.ts";
import { finder, OUTLIVED } from "../found.ts";
import { requires } from "../middleware/access.ts";
import { pageById } from "../pages.ts";
import { resource } from "../resource.ts";
import { idParams, idSchema, jsonAnswer, pageOf, pageQuery, problems, timeSchema } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const tags = ["Webhooks in"];
const params = idParams("rejection");
const rejections = resource({
  path: "/v1/rejections",
  params,
  tags,
  read: "events:read",
  write: "events:write",
});
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

const list = rejections.list({
  operationId: "listRejections",
  summary: "Refused webhooks, newest first: at most 100 per endpoint and hour are kept, all are counted.",
  query: { ...pageQuery, endpointId: idSchema("endpoint").optional() },
  page: pageOf(rejectionSchema),
});

const get = rejections.get({
  operationId: "getRejection",
  summary: "Get a refused webhook: why, at which step, and what was expected.",
  responses: { 200: jsonAnswer(rejectionSchema, "The rejection") },
});

const raw = createRoute({
  method: "get",
  path: "/v1/rejections/{id}/raw",
  operationId: "getRejectedBody",
  tags,
  summary: "The bytes of a refused webhook as received. Nobody vouches for them.",
  ...requires("events:read"),
  request: { params },
  responses: { 200: { description: "The bytes", content: { "*/*": { schema: z.any() } } }, ...problems(410) },
});

const replay = rejections.act("replay", {
  operationId: "replayRejection",
  summary: "Verify a refused webhook as of the time received with today's secrets, and take it if it holds.",
  responses: {
    202: jsonAnswer(z.object({ id: idSchema("event") }), "Taken; the id of its first event"),
    ...problems(410),
  },
});

export function rejectionRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(list, async (c) => {
    const page = await pageById(c, {
      list: "rejections",
      read: (db, organizationId, page, { endpointId }) =>
        listRejections(db, organizationId, { ...page, endpointId: endpointId as Id<"endpoint"> | undefined }),
      item: present,
    });
    return c.json(page, 200);
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
