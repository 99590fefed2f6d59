import { z } from "zod";
import { emailAddress } from "../../../model/email.ts";
import { at, integerOf, itemsAt, nameOf } from "../../../model/read.ts";
import { defineAction } from "../../action.ts";
import { request } from "../request.ts";

/** Where SendGrid keeps those who get nothing any more. */
const LISTS = ["bounces", "blocks", "spam_reports", "invalid_emails", "unsubscribes"] as const;

/** Twice is as good as once. */
const repeatability = { idempotency: "key", onUncertain: "resend" } as const;

const groupId = z.int().positive().optional().describe("The unsubscribe group; left out, all emails.");

function listPath(group: number | undefined): string {
  return group === undefined ? "/v3/asm/suppressions/global" : `/v3/asm/groups/${group}/suppressions`;
}

export const addSuppressions = defineAction({
  description:
    "Has SendGrid send nothing more to some addresses: of one unsubscribe group, or of none at all.",
  docs: "https://www.twilio.com/docs/sendgrid/api-reference/suppressions-global-suppressions/add-recipient-addresses-to-the-global-suppression-group",
  input: z.strictObject({
    emails: z.array(emailAddress).min(1).max(1_000),
    groupId,
  }),
  example: { emails: ["jane@example.com"] },
  ...repeatability,
  send: ({ emails, groupId: group }, call) =>
    request(call, {
      method: "POST",
      path: listPath(group),
      body: { recipient_emails: emails },
      isRepeatable: true,
    }),
  result: ({ body }) => ({
    externalId: null,
    result: { added: itemsAt(body, "recipient_emails").length },
  }),
});

export const removeSuppression = defineAction({
  description:
    "Lets SendGrid send to an address again that is suppressed: for an unsubscribe group, or for all emails.",
  docs: "https://www.twilio.com/docs/sendgrid/api-reference/suppressions-global-suppressions/delete-a-global-suppression",
  input: z.strictObject({ email: emailAddress, groupId }),
  example: { email: "jane@example.com" },
  ...repeatability,
  send: ({ email, groupId: group }, call) =>
    request(call, {
      method: "DELETE",
      path: `${listPath(group)}/${encodeURIComponent(email)}`,
      isRepeatable: true,
    }),
  isDone: ({ status }) => status === 404,
  result: () => ({ externalId: null, result: {} }),
});

export const listSuppressions = defineAction({
  description: "Lists addresses that SendGrid sends nothing to, and why; newest first, up to 100 at a time.",
  docs: "https://www.twilio.com/docs/sendgrid/api-reference/bounces-api/retrieve-all-bounces",
  input: z.strictObject({
    list: z.enum(LISTS),
    since: z.iso.datetime({ offset: true }).optional(),
    until: z.iso.datetime({ offset: true }).optional(),
    limit: z.int().min(1).max(100).default(100),
    offset: z.int().min(0).default(0),
  }),
  example: { list: "bounces", since: "2026-01-01T00:00:00Z", limit: 100, offset: 0 },
  ...repeatability,
  send: ({ list, since, until, limit, offset }, call) => {
    const query = new URLSearchParams({ limit: String(limit), offset: String(offset) });
    for (const [name, time] of [
      ["start_time", since],
      ["end_time", until],
    ] as const) {
      if (time !== undefined) {
        query.set(name, String(Math.floor(Date.parse(time) / 1_000)));
      }
    }
    return request(call, { method: "GET", path: `/v3/suppression/${list}?${query}`, isRepeatable: true });
  },
  result: ({ body }) => ({
    externalId: null,
    result: {
      suppressions: itemsAt(body).map((item) => ({
        email: nameOf(at(item, "email")),
        // a server's own words, which may be long
        reason: nameOf(at(item, "reason")),
        status: nameOf(at(item, "status")),
        /** Unix seconds. */
        created: integerOf(at(item, "created")),
      })),
    },
  }),
});
