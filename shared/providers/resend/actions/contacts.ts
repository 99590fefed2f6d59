import { z } from "zod";
import { emailAddress } from "../../../model/email.ts";
import { at, idOf } from "../../../model/read.ts";
import { defineAction } from "../../action.ts";
import { isMissing, request } from "../request.ts";

export const updateContact = defineAction({
  description:
    "Says of a contact whether they get broadcasts; transactional emails reach them all the same. Nothing is done for who is no contact.",
  docs: "https://resend.com/docs/api-reference/contacts/update-contact",
  input: z.strictObject({ email: emailAddress, unsubscribed: z.boolean() }),
  example: { email: "jane@example.com", unsubscribed: true },
  idempotency: "key",
  onUncertain: "resend",
  send: ({ email, unsubscribed }, call) =>
    request(call, {
      method: "PATCH",
      path: `/contacts/${encodeURIComponent(email)}`,
      body: { unsubscribed },
    }),
  isDone: isMissing,
  result: ({ body }) => {
    const id = idOf(at(body, "id"));
    return { externalId: id, result: { id } };
  },
});
