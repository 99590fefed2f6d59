import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { toRfc3339 } from "../../../shared/clock.ts";
import { type InvoiceRow, listInvoices } from "../../../shared/db/queries/invoices.ts";
import { INVOICE_STATUSES } from "../../../shared/model/effect.ts";
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

const invoiceSchema = z
  .object({
    provider: z.string(),
    externalId: z.string(),
    customerId: z.string().nullable(),
    subscriptionId: z.string().nullable(),
    status: z.enum(INVOICE_STATUSES),
    amountDue: z.int().openapi({ description: "Minor units of `currency`." }),
    currency: z.string(),
    attemptCount: z.int(),
    nextAttemptAt: timeSchema.nullable(),
    eventId: idSchema("event"),
    occurredAt: timeSchema,
  })
  .openapi("Invoice");

const list = createRoute({
  method: "get",
  path: "/v1/billing/invoices",
  operationId: "listInvoices",
  tags: ["Payments and billing"],
  summary: "Invoices as payment providers reported them, by provider and external id.",
  ...requires("billing:read"),
  request: {
    query: z.strictObject({
      ...pageQuery,
      provider: z.string().max(60).optional(),
      externalId: z.string().max(512).optional(),
    }),
  },
  responses: { 200: jsonAnswer(pageOf(invoiceSchema), "A page"), ...problems(400, 422) },
});

export function invoiceRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(list, async (c) => {
    const { limit, cursor, provider, externalId } = c.req.valid("query");
    const [lastProvider, lastId] = decodeCursor(cursor, "invoices", 2) ?? [];
    const rows = await listInvoices(c.env.context.db, callerOrganization(c.var.principal), {
      provider,
      externalId,
      limit: limit + 1,
      before: lastProvider === undefined || lastId === undefined ? null : [lastProvider, lastId],
    });
    return c.json(
      pageAnswer(rows, limit, {
        list: "invoices",
        item: present,
        key: (row) => [row.provider, row.externalId],
      }),
      200,
    );
  });
}

function present({ organizationId: _, nextAttemptAt, occurredAt, ...row }: InvoiceRow) {
  return {
    ...row,
    nextAttemptAt: nextAttemptAt === null ? null : toRfc3339(nextAttemptAt),
    occurredAt: toRfc3339(occurredAt),
  };
}
