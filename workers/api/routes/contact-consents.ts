import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { consentStatements, listConsents } from "../../../shared/db/queries/consents.ts";
import { contactIdsOf, findContact } from "../../../shared/db/queries/contacts.ts";
import type { Id } from "../../../shared/ids.ts";
import { channelSchema } from "../../../shared/model/channel.ts";
import { submitJobs } from "../../../shared/outbox/submit.ts";
import { callerOrganization } from "../caller.ts";
import { ownReturns } from "../consents/come-back.ts";
import { isAskedByDefault, requestConfirmation } from "../consents/double-opt-in.ts";
import { consentInput, consentRow, consentSchema, presentConsent } from "../consents/schema.ts";
import { addressesOfContact, requireContact } from "../contacts/find.ts";
import { finder } from "../found.ts";
import { requires } from "../middleware/access.ts";
import { pageById } from "../pages.ts";
import { idParams, idSchema, jsonAnswer, jsonBody, pageOf, pageQuery, problems } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const tags = ["People, consent, compliance"];
const find = finder("contact", findContact);

const list = createRoute({
  method: "get",
  path: "/v1/contacts/{id}/consents",
  operationId: "listContactConsents",
  tags,
  summary:
    "A person's consent ledger, the newest record first: every record there ever was of them and their addresses.",
  ...requires("consents:read"),
  request: { params: idParams("contact"), query: z.strictObject(pageQuery) },
  responses: { 200: jsonAnswer(pageOf(consentSchema), "A page") },
});

const put = createRoute({
  method: "put",
  path: "/v1/contacts/{id}/consents/{channel}",
  operationId: "setContactConsent",
  tags,
  summary:
    "Append what a person said about a channel, for each of their addresses on it. With `doubleOptIn` they are asked first, by mail or SMS.",
  ...requires("consents:write"),
  request: {
    params: z.object({ id: idSchema("contact"), channel: channelSchema }),
    body: jsonBody(
      z.strictObject({
        ...consentInput,
        doubleOptIn: z.boolean().optional().openapi({
          description:
            "Record a request, and let the person confirm it within 7 days. By default where the `jurisdiction` is European and the person agreed by themselves to marketing by email or SMS.",
        }),
      }),
    ),
  },
  responses: { 200: jsonAnswer(consentSchema, "Recorded"), ...problems(409) },
});

export function contactConsentRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(list, async (c) => {
    const contact = await find(c);
    const page = await pageById(c, {
      list: "consents",
      read: async (db, organizationId, page) =>
        await listConsents(db, organizationId, await contactIdsOf(db, contact), page),
      item: presentConsent,
    });
    return c.json(page, 200);
  });

  app.openapi(put, async (c) => {
    const { context } = c.env;
    const { db, clock } = context;
    const { id, channel } = c.req.valid("param");
    const { doubleOptIn: wanted, ...input } = c.req.valid("json");
    const organizationId = callerOrganization(c.var.principal);
    const { id: contactId, locale } = await requireContact(db, organizationId, id as Id<"contact">);
    const addresses = await addressesOfContact(db, organizationId, { contactId, channel, place: "path" });
    const now = clock();
    const rows = addresses.map((address) =>
      consentRow(input, { organizationId, channel, address, contactId }, now),
    );
    const doubleOptIn = wanted ?? (await isAskedByDefault(rows, context));
    const asked = doubleOptIn ? await requestConfirmation(rows, locale, context) : { rows, jobs: [] };
    await submitJobs(context, asked.jobs, [
      ...consentStatements(db, asked.rows),
      ...ownReturns(db, asked.rows, now),
    ]);
    const [first] = asked.rows;
    if (first === undefined) {
      throw new Error("A contact's channel has no address.");
    }
    return c.json(presentConsent(first), 200);
  });
}
