import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { toRfc3339, toRfc3339OrNull } from "../../../shared/clock.ts";
import { consentStatements, ownStatement } from "../../../shared/db/queries/consents.ts";
import {
  BY_OWNER,
  decideReviewStatement,
  findReview,
  listReviews,
  type OptOutReviewRow,
} from "../../../shared/db/queries/opt-out-reviews.ts";
import { stopStatement } from "../../../shared/db/queries/suppressions.ts";
import { Problem } from "../../../shared/errors.ts";
import { newId } from "../../../shared/ids.ts";
import { channelSchema } from "../../../shared/model/channel.ts";
import { REVIEW_STATUSES } from "../../../shared/model/opt-out-review.ts";
import type { Context } from "../../context.ts";
import { finder } from "../found.ts";
import { pageById } from "../pages.ts";
import { resource } from "../resource.ts";
import { idParams, idSchema, jsonAnswer, pageOf, pageQuery, timeSchema } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const tags = ["People, consent, compliance"];
const reviews = resource({
  path: "/v1/opt-out-reviews",
  params: idParams("optOutReview"),
  tags,
  read: "consents:read",
  write: "consents:write",
});

const find = finder("optOutReview", (db, organizationId, id) => findReview(db, { organizationId, id }), {
  what: "review",
});

const reviewSchema = z
  .object({
    id: idSchema("optOutReview"),
    channel: channelSchema,
    address: z.string(),
    text: z.string(),
    status: z.enum(REVIEW_STATUSES),
    at: timeSchema,
    decidedAt: timeSchema.nullable(),
    decidedBy: z.string().nullable(),
  })
  .openapi("OptOutReview");

const list = reviews.list({
  operationId: "listOptOutReviews",
  summary:
    "Messages of which only a person can tell whether they mean to opt out, newest first; marketing to who wrote them waits until somebody decided.",
  query: { ...pageQuery, status: z.enum(REVIEW_STATUSES).optional() },
  page: pageOf(reviewSchema),
});

const decide = reviews.actWith("decide", {
  operationId: "decideOptOutReview",
  summary: "Say whether somebody's words meant to opt out, as of when they wrote them.",
  body: z.strictObject({ optOut: z.boolean() }).openapi({ example: { optOut: false } }),
  responses: { 200: jsonAnswer(reviewSchema, "Decided") },
});

export function optOutReviewRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(list, async (c) => {
    const page = await pageById(c, {
      list: "opt-out-reviews",
      read: (db, organizationId, page, filter) => listReviews(db, organizationId, filter, page),
      item: present,
    });
    return c.json(page, 200);
  });

  app.openapi(decide, async (c) => {
    const { context } = c.env;
    const row = await find(c);
    const { optOut } = c.req.valid("json");
    return c.json(present(await decided(row, { optOut, by: c.var.principal.limiter }, context)), 200);
  });
}

async function decided(
  row: OptOutReviewRow,
  { optOut, by }: { readonly optOut: boolean; readonly by: string },
  { db, clock }: Context,
): Promise<OptOutReviewRow> {
  if (row.status === "dismissed" && row.decidedBy === BY_OWNER) {
    throw new Problem("conflict", "The person has said since that they want messages.");
  }
  const now = clock();
  const status = optOut ? "opted_out" : "dismissed";
  const decision = decideReviewStatement(db, row, { status, by, now });
  await db.d1.batch(optOut && row.status !== "opted_out" ? [...leave(row, now, db), decision] : [decision]);
  const after = await findReview(db, row);
  if (after === null || after.status !== status || after.decidedAt !== now) {
    throw new Problem("conflict", "Somebody decided already. An opt-out is taken back by its owner alone.");
  }
  return after;
}

/** The person's own word, as of when they wrote it; a later one of theirs takes it back. */
function leave(row: OptOutReviewRow, now: number, db: Context["db"]): D1PreparedStatement[] {
  const { organizationId, channel, address, text, at } = row;
  const point = { organizationId, channel, address };
  const said = ownStatement({
    ...point,
    id: newId("consent", now),
    status: "withdrawn",
    source: "keyword",
    // words that were decided on are forgotten after a while
    evidence: text === "" ? null : text,
    at,
  });
  return [stopStatement(db, { ...point, createdAt: at }), ...consentStatements(db, [said])];
}

function present({ organizationId: _, at, decidedAt, ...row }: OptOutReviewRow) {
  return { ...row, at: toRfc3339(at), decidedAt: toRfc3339OrNull(decidedAt) };
}
