import { z } from "zod";
import { at, idOf, nameOf } from "../../../model/read.ts";
import { type ActionResult, defineAction, type ProviderAnswer } from "../../action.ts";
import { request } from "../request.ts";

const emailId = z.string().regex(/^[\w-]{1,100}$/, "must be the id of an email");

function readId({ body }: ProviderAnswer): ActionResult {
  const id = idOf(at(body, "id"));
  return { externalId: id, result: { id } };
}

/** Twice is as good as once, in both. */
const repeatability = { idempotency: "key", onUncertain: "resend" } as const;

export const cancelEmail = defineAction({
  description: "Cancels an email that is scheduled.",
  docs: "https://resend.com/docs/api-reference/emails/cancel-email",
  input: z.strictObject({ id: emailId }),
  example: { id: "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794" },
  ...repeatability,
  send: ({ id }, call) => request(call, { method: "POST", path: `/emails/${id}/cancel` }),
  result: readId,
});

export const retrieveEmail = defineAction({
  description: "Gets what became of an email last.",
  docs: "https://resend.com/docs/api-reference/emails/retrieve-email",
  input: z.strictObject({ id: emailId }),
  example: { id: "4ef9a417-02e9-4d39-ad75-9611e0fcc33c" },
  ...repeatability,
  send: ({ id }, call) => request(call, { method: "GET", path: `/emails/${id}` }),
  result: ({ body }) => ({
    externalId: null,
    result: {
      id: idOf(at(body, "id")),
      lastEvent: nameOf(at(body, "last_event")),
      scheduledAt: nameOf(at(body, "scheduled_at")),
    },
  }),
});

export const rescheduleEmail = defineAction({
  description: "Has an email that is scheduled sent at another time.",
  docs: "https://resend.com/docs/api-reference/emails/update-email",
  input: z.strictObject({ id: emailId, scheduledAt: z.iso.datetime({ offset: true }) }),
  example: { id: "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794", scheduledAt: "2026-12-24T09:00:00Z" },
  ...repeatability,
  send: ({ id, scheduledAt }, call) =>
    request(call, { method: "PATCH", path: `/emails/${id}`, body: { scheduled_at: scheduledAt } }),
  result: readId,
});
