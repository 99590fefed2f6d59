import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { toRfc3339OrNull } from "../../../shared/clock.ts";
import { consentStatements } from "../../../shared/db/queries/consents.ts";
import { contactStates } from "../../../shared/db/queries/contact-states.ts";
import { Problem } from "../../../shared/errors.ts";
import type { Id } from "../../../shared/ids.ts";
import { categorySchema, channelSchema } from "../../../shared/model/channel.ts";
import { topicSchema } from "../../../shared/model/consent.ts";
import { decideContact } from "../../../shared/policy/consent.ts";
import { addressOf, contactPoint } from "../address.ts";
import { callerOrganization } from "../caller.ts";
import { ownReturns } from "../consents/come-back.ts";
import {
  consentInput,
  consentRow,
  consentSchema,
  decisionSchema,
  presentConsent,
} from "../consents/schema.ts";
import { addressesOfContact } from "../contacts/find.ts";
import { requires } from "../middleware/access.ts";
import { idempotencyHeaders, idSchema, jsonAnswer, jsonBody, problems } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";
import { invalidField } from "../validation.ts";

const tags = ["People, consent, compliance"];

const create = createRoute({
  method: "post",
  path: "/v1/consents",
  operationId: "recordConsent",
  tags,
  summary:
    "Append what a person said to the consent ledger; the state is derived from it, no record is ever changed.",
  ...requires("consents:write"),
  request: {
    body: jsonBody(z.strictObject({ ...contactPoint, ...consentInput })),
    headers: idempotencyHeaders,
  },
  responses: { 201: jsonAnswer(consentSchema, "Recorded") },
});

/** Of a contact with several addresses on the channel all must be free to be written to. */
const checkSchema = z
  .strictObject({
    channel: channelSchema,
    address: contactPoint.address.optional(),
    contactId: idSchema("contact").optional(),
    category: categorySchema,
    topic: topicSchema.optional(),
    essential: z.boolean().default(false),
  })
  .openapi({ example: { channel: "email", address: "ann@example.com", category: "marketing" } });

const check = createRoute({
  method: "post",
  path: "/v1/consents/check",
  operationId: "checkConsent",
  tags,
  summary:
    "Whether an address, or a contact by its addresses, may be contacted: the answer that the outbox acts on.",
  ...requires("consents:read"),
  request: { body: jsonBody(checkSchema) },
  responses: { 200: jsonAnswer(decisionSchema, "The decision"), ...problems(404) },
});

export function consentRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(create, async (c) => {
    const { db, clock } = c.env.context;
    const { channel, address: given, ...input } = c.req.valid("json");
    const organizationId = callerOrganization(c.var.principal);
    const address = addressOf({ channel, address: given }, "body");
    const row = consentRow(input, { organizationId, channel, address, contactId: null }, clock());
    const answer = presentConsent(row);
    await db.d1.batch([
      ...consentStatements(db, [row]),
      ...ownReturns(db, [row], clock()),
      ...c.var.recordAnswer(201, answer),
    ]);
    return c.json(answer, 201);
  });

  app.openapi(check, async (c) => {
    const { db, clock } = c.env.context;
    const { category, channel, address, contactId, topic, essential } = c.req.valid("json");
    if ((address === undefined) === (contactId === undefined)) {
      throw invalidField("address", "is needed, or `contactId`, and not both");
    }
    const organizationId = callerOrganization(c.var.principal);
    const addresses =
      contactId === undefined
        ? [addressOf({ channel, address: address ?? "" }, "body")]
        : await addressesOfContact(db, organizationId, {
            contactId: contactId as Id<"contact">,
            channel,
            place: "body",
          });
    const points = addresses.map((one) => ({ organizationId, channel, address: one }));
    const approach = { category, channel, topic: topic ?? null, essential, now: clock() };
    const decisions = (await contactStates(db, points)).map((state) => decideContact(state, approach));
    const decision = decisions.find(({ allowed }) => !allowed) ?? decisions[0];
    if (decision === undefined) {
      throw new Problem("not_found", "There is no contact with this id.");
    }
    const { allowed, reason, since } = decision;
    return c.json({ allowed, reason, since: toRfc3339OrNull(since) }, 200);
  });
}
