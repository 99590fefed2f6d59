import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { toRfc3339, toRfc3339OrNull } from "../../../shared/clock.ts";
import { listReceipts, type ReceiptRow } from "../../../shared/db/queries/receipts.ts";
import { MESSAGE_STATUSES } from "../../../shared/model/effect.ts";
import { callerOrganization } from "../caller.ts";
import { requires } from "../middleware/access.ts";
import { decodeCursor, idSchema, jsonAnswer, pageAnswer, pageOf, pageQuery, timeSchema } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const receiptSchema = z
  .object({
    provider: z.string(),
    externalId: z.string(),
    status: z.enum(MESSAGE_STATUSES),
    errorCode: z.string().nullable(),
    eventId: idSchema("event"),
    occurredAt: timeSchema,
    openedAt: timeSchema.nullable(),
    clickedAt: timeSchema.nullable(),
    unsubscribedAt: timeSchema.nullable(),
    complainedAt: timeSchema.nullable(),
  })
  .openapi("DeliveryReceipt");

const list = createRoute({
  method: "get",
  path: "/v1/delivery-receipts",
  operationId: "listDeliveryReceipts",
  tags: ["Messages and jobs out"],
  summary: "What providers said became of messages, one row per message, by provider and external id.",
  ...requires("messages:read"),
  request: {
    query: z.strictObject({
      ...pageQuery,
      provider: z.string().max(60).optional(),
      externalId: z.string().max(512).optional(),
    }),
  },
  responses: { 200: jsonAnswer(pageOf(receiptSchema), "A page") },
});

export function receiptRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(list, async (c) => {
    const { limit, cursor, provider, externalId } = c.req.valid("query");
    const [lastProvider, lastId] = decodeCursor(cursor, "delivery-receipts", 2) ?? [];
    const rows = await listReceipts(c.env.context.db, callerOrganization(c.var.principal), {
      provider,
      externalId,
      limit: limit + 1,
      before: lastProvider === undefined || lastId === undefined ? null : [lastProvider, lastId],
    });
    return c.json(
      pageAnswer(rows, limit, {
        list: "delivery-receipts",
        item: present,
        key: (row) => [row.provider, row.externalId],
      }),
      200,
    );
  });
}

function present({ organizationId: _, rank: __, ...row }: ReceiptRow) {
  return {
    ...row,
    occurredAt: toRfc3339(row.occurredAt),
    openedAt: toRfc3339OrNull(row.openedAt),
    clickedAt: toRfc3339OrNull(row.clickedAt),
    unsubscribedAt: toRfc3339OrNull(row.unsubscribedAt),
    complainedAt: toRfc3339OrNull(row.complainedAt),
  };
}
