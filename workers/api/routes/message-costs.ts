import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { DAY_MS } from "../../../shared/clock.ts";
import { countRates, sumCosts } from "../../../shared/db/queries/message-costs.ts";
import { dayOf, decimalOf } from "../../../shared/model/cost.ts";
import { callerOrganization } from "../caller.ts";
import { requires } from "../middleware/access.ts";
import { decimalSchema, jsonAnswer, rateSchema } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";
import { invalidFields } from "../validation.ts";

const MAX_DAYS = 366;
const DEFAULT_DAYS = 30;

const day = z.iso.date().openapi({ description: "In UTC.", example: "2026-11-01" });

const list = createRoute({
  method: "get",
  path: "/v1/message-costs",
  operationId: "sumMessageCosts",
  tags: ["Messages and jobs out"],
  summary:
    "What providers charged for messages, as far as they said so, by provider and currency; the last 30 days unless others are named.",
  ...requires("billing:read"),
  request: {
    query: z.strictObject({
      since: day.optional(),
      until: day.optional().openapi({ description: "In UTC; it is included." }),
      provider: z.string().max(60).optional(),
    }),
  },
  responses: {
    200: jsonAnswer(
      z
        .object({
          since: day,
          until: day,
          data: z.array(
            z.object({
              provider: z.string(),
              currency: z.string(),
              amount: decimalSchema,
              messages: z.int().openapi({ description: "Those whose cost is known." }),
            }),
          ),
          rates: z
            .array(rateSchema.extend({ provider: z.string(), messages: z.int() }))
            .openapi({ description: "Messages that were charged by a rate without an amount." }),
        })
        .openapi("MessageCosts"),
      "The sums",
    ),
  },
});

export function messageCostRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(list, async (c) => {
    const { db, clock } = c.env.context;
    const { provider, ...asked } = c.req.valid("query");
    const until = asked.until ?? dayOf(clock());
    const since = asked.since ?? dayOf(Date.parse(until) - (DEFAULT_DAYS - 1) * DAY_MS);
    const span = (Date.parse(until) - Date.parse(since)) / DAY_MS + 1;
    if (span < 1 || span > MAX_DAYS) {
      const errors = [
        { path: "query.since", message: `must be before \`until\`, by less than ${MAX_DAYS} days` },
      ];
      throw invalidFields(errors);
    }
    const organizationId = callerOrganization(c.var.principal);
    const days = { since, until, provider };
    const [sums, rates] = await Promise.all([
      sumCosts(db, organizationId, days),
      countRates(db, organizationId, days),
    ]);
    const data = sums.map(({ micros, ...sum }) => ({ ...sum, amount: decimalOf(micros) }));
    return c.json({ since, until, data, rates }, 200);
  });
}
