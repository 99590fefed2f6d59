import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { toRfc3339, toRfc3339OrNull } from "../../../shared/clock.ts";
import { listRecords, type RecordOf, type RecordRow } from "../../../shared/db/queries/records.ts";
import { RECORD_KINDS, RECORD_STATUSES } from "../../../shared/model/record.ts";
import { callerOrganization } from "../caller.ts";
import { requires } from "../middleware/access.ts";
import { decodeCursor, idSchema, jsonAnswer, pageAnswer, pageOf, pageQuery, timeSchema } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const invoiceSchema = z
  .object({
    provider: z.string(),
    externalId: z.string(),
    customerId: z.string().nullable(),
    subscriptionId: z.string().nullable(),
    status: z.enum(RECORD_STATUSES.invoice),
    amountDue: z.int().openapi({ description: "Minor units of `currency`." }),
    currency: z.string(),
    attemptCount: z.int(),
    nextAttemptAt: timeSchema.nullable(),
    eventId: idSchema("event"),
    occurredAt: timeSchema,
  })
  .openapi("Invoice");

const recordSchema = z
  .object({
    kind: z.enum(RECORD_KINDS),
    provider: z.string(),
    externalId: z.string(),
    status: z.string().openapi({ description: "One of the kind's own." }),
    fields: z.record(z.string(), z.unknown()).openapi({
      description: "In the platform's words; amounts in minor units, times (`…At`) in RFC 3339.",
    }),
    eventId: idSchema("event"),
    occurredAt: timeSchema,
  })
  .openapi("Record");

const listAny = createRoute({
  method: "get",
  path: "/v1/records",
  operationId: "listRecords",
  tags: ["Webhooks in"],
  summary:
    "What webhooks told of: appointments, subscriptions, payments, calls … each in its newest state, by provider and external id.",
  ...requires("events:read"),
  request: {
    query: z.strictObject({
      ...pageQuery,
      kind: z.enum(RECORD_KINDS).optional(),
      provider: z.string().max(60).optional(),
      externalId: z.string().max(512).optional(),
    }),
  },
  responses: { 200: jsonAnswer(pageOf(recordSchema), "A page") },
});

const listInvoices = createRoute({
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
  responses: { 200: jsonAnswer(pageOf(invoiceSchema), "A page") },
});

export function recordRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(listInvoices, async (c) => {
    const { limit, cursor, provider, externalId } = c.req.valid("query");
    const rows = await listRecords(c.env.context.db, callerOrganization(c.var.principal), {
      kind: "invoice",
      provider,
      externalId,
      limit: limit + 1,
      before: decodeCursor(cursor, "invoices", 3),
    });
    return c.json(
      pageAnswer(rows, limit, {
        list: "invoices",
        item: presentInvoice,
        key: (row) => [row.kind, row.provider, row.externalId],
      }),
      200,
    );
  });

  app.openapi(listAny, async (c) => {
    const { limit, cursor, ...filter } = c.req.valid("query");
    const rows = await listRecords(c.env.context.db, callerOrganization(c.var.principal), {
      ...filter,
      limit: limit + 1,
      before: decodeCursor(cursor, "records", 3),
    });
    return c.json(
      pageAnswer(rows, limit, {
        list: "records",
        item: presentRecord,
        key: (row) => [row.kind, row.provider, row.externalId],
      }),
      200,
    );
  });
}

function presentRecord({ organizationId: _, fields, occurredAt, ...row }: RecordRow) {
  const shown = Object.entries(fields).map(([name, value]: [string, unknown]) => [
    name,
    name.endsWith("At") && typeof value === "number" ? toRfc3339(value) : value,
  ]);
  return { ...row, fields: Object.fromEntries(shown), occurredAt: toRfc3339(occurredAt) };
}

function presentInvoice({ provider, externalId, status, fields, eventId, occurredAt }: RecordOf<"invoice">) {
  const { nextAttemptAt } = fields;
  return {
    provider,
    externalId,
    status,
    ...fields,
    nextAttemptAt: toRfc3339OrNull(nextAttemptAt),
    eventId,
    occurredAt: toRfc3339(occurredAt),
  };
}
