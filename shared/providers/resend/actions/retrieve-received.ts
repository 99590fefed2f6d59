import { z } from "zod";
import { isAutomaticMail } from "../../../model/mail-headers.ts";
import { plainText } from "../../../model/plain-text.ts";
import { at, idOf, nameOf, textOf } from "../../../model/read.ts";
import { defineAction } from "../../action.ts";
import { BASE_URL, requestHeaders } from "../auth.ts";

/** An email's headers, their names in any case. */
function headersOf(email: unknown): [name: string, value: string][] {
  const headers = at(email, "headers");
  const entries = Object.entries(typeof headers === "object" && headers !== null ? headers : {});
  return entries.flatMap(([name, value]) => (typeof value === "string" ? [[name.toLowerCase(), value]] : []));
}

/** A read: asked again, it says the same, and the key that goes with it is for nobody. */
export const retrieveReceived = defineAction({
  description: "Gets the words of a received email, of which the webhook tells no more than who wrote.",
  docs: "https://resend.com/docs/api-reference/emails/retrieve-received-email",
  input: z.strictObject({ id: z.string().regex(/^[\w-]{1,100}$/, "must be the id of a received email") }),
  example: { id: "4ef9a417-02e9-4d39-ad75-9611e0fcc33c" },
  idempotency: "key",
  onUncertain: "resend",
  retrieves: { kind: "message" },
  send: ({ id }, call) =>
    call.fetch(`${BASE_URL}/emails/receiving/${id}?html_format=cid`, {
      headers: { ...requestHeaders(call), "idempotency-key": call.reference },
    }),
  result: ({ body }) => {
    const id = idOf(at(body, "id"));
    const text = plainText({ text: textOf(at(body, "text")), html: textOf(at(body, "html")) });
    const headers = headersOf(body);
    const inReplyTo = nameOf(new Map(headers).get("in-reply-to"));
    return { externalId: id, result: { id, text, inReplyTo, isAutomatic: isAutomaticMail(headers) } };
  },
});
