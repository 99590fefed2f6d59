import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { toRfc3339 } from "../../../shared/clock.ts";
import { type ConsentRow, insertConsent } from "../../../shared/db/queries/consents.ts";
import { contactStates } from "../../../shared/db/queries/contact-states.ts";
import { newId } from "../../../shared/ids.ts";
import { categorySchema, channelSchema } from "../../../shared/model/channel.ts";
import { CONTACT_REASONS, decideContact } from "../../../shared/policy/consent.ts";
import { addressOf, contactPoint } from "../address.ts";
import { callerOrganization } from "../caller.ts";
import { requires } from "../middleware/access.ts";
import { idempotencyHeaders, idSchema, jsonAnswer, jsonBody, problems, timeSchema } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const word = z.string().trim().min(1).max(100);

const record = {
  status: z.enum(["granted", "withdrawn"]),
  purpose: word.openapi({ description: "What for; messages of the category marketing need `marketing`." }),
  basis: word.openapi({ description: "On what ground in law.", example: "consent" }),
  source: word.openapi({ description: "Where the person said so.", example: "signup_form" }),
};

const createSchema = z.strictObject({
  ...contactPoint,
  ...record,
  evidence: z
    .string()
    .max(4_000)
    .optional()
    .openapi({ description: "What proves it, e.g. the text agreed to and its version." }),
});

const consentSchema = z
  .object({
    id: idSchema("consent"),
    address: z.string(),
    channel: channelSchema,
    ...record,
    evidence: z.string().nullable(),
    at: timeSchema,
  })
  .openapi("Consent");

const decisionSchema = z
  .object({ allowed: z.boolean(), reason: z.enum(CONTACT_REASONS), since: timeSchema.nullable() })
  .openapi("ContactDecision");

const tags = ["People, consent, compliance"];

const create = createRoute({
  method: "post",
  path: "/v1/consents",
  operationId: "recordConsent",
  tags,
  summary: "Append what a person said to the consent ledger; the newest record counts, none is ever changed.",
  ...requires("consents:write"),
  request: { body: jsonBody(createSchema), headers: idempotencyHeaders },
  responses: { 201: jsonAnswer(consentSchema, "Recorded"), ...problems(409, 422) },
});

const check = createRoute({
  method: "post",
  path: "/v1/consents/check",
  operationId: "checkConsent",
  tags,
  summary: "Whether an address may be contacted: the answer that the outbox acts on.",
  ...requires("consents:read"),
  request: { body: jsonBody(z.strictObject({ ...contactPoint, category: categorySchema })) },
  responses: { 200: jsonAnswer(decisionSchema, "The decision"), ...problems(422) },
});

/** An address of which nothing was recorded. */
const UNKNOWN = { suppression: null, consent: null };

export function consentRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(create, async (c) => {
    const { db, clock } = c.env.context;
    const { evidence, ...input } = c.req.valid("json");
    const now = clock();
    const row: ConsentRow = {
      ...input,
      id: newId("consent", now),
      organizationId: callerOrganization(c.var.principal),
      address: addressOf(input, "body"),
      evidence: evidence ?? null,
      at: now,
    };
    await insertConsent(db, row);
    return c.json(present(row), 201);
  });

  app.openapi(check, async (c) => {
    const { db } = c.env.context;
    const { category, ...point } = c.req.valid("json");
    const organizationId = callerOrganization(c.var.principal);
    const { channel } = point;
    const address = addressOf(point, "body");
    const [known] = await contactStates(db, [{ organizationId, channel, address }]);
    const { allowed, reason, since } = decideContact({ ...UNKNOWN, ...known, category });
    return c.json({ allowed, reason, since: since === null ? null : toRfc3339(since) }, 200);
  });
}

function present({ organizationId: _, at, ...row }: ConsentRow) {
  return { ...row, at: toRfc3339(at) };
}
