import { z } from "zod";
import { utf8ToBytes } from "../../crypto/bytes.ts";
import type { ReplyWindow } from "../../model/channel.ts";
import { at, idOf } from "../../model/read.ts";
import type { ActionResult, Call, ProviderAnswer } from "../action.ts";
import { BASE_URL } from "./auth.ts";

/** Who wrote to the account, by the id that Instagram gives them towards it. */
export const recipient = z.string().regex(/^\d{1,32}$/, "must be an Instagram-scoped id, in digits");

/** https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api */
export function post(body: Readonly<Record<string, unknown>>, call: Call): Promise<Response> {
  const { accessToken = "", igUserId = "" } = call.credentials;
  return call.fetch(`${BASE_URL}/${encodeURIComponent(igUserId)}/messages`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${accessToken}`,
      "content-type": "application/json",
      "idempotency-key": call.reference,
    },
    body: JSON.stringify(body),
  });
}

/** A tag that has people answer for seven days, where Meta has allowed the application the Human Agent permission. */
export const humanAgent = z
  .boolean()
  .optional()
  .describe("A person answers, up to 7 days after the last message; never for automation.");

export function windowOf(isHuman: boolean | undefined): Readonly<Record<string, string>> {
  return isHuman === true ? { messaging_type: "MESSAGE_TAG", tag: "HUMAN_AGENT" } : {};
}

export function replyWindow({
  humanAgent: isHuman,
}: {
  readonly humanAgent?: boolean | undefined;
}): ReplyWindow {
  return isHuman === true ? "human" : "standard";
}

export function readMessage({ body }: ProviderAnswer): ActionResult {
  const id = idOf(at(body, "message_id"));
  return { externalId: id, result: { id, to: idOf(at(body, "recipient_id")) } };
}

/**
 * There are no idempotency keys, and only the newest messages of a conversation can be read: what is not among them may
 * still have gone. So a doubt is left to a person.
 */
export const repeatability = {
  idempotency: "none",
  onUncertain: "hold",
  noLookup: "Only the newest messages of a conversation can be read, and they bear no reference of ours.",
} as const;

/** Instagram counts bytes of UTF-8. */
export function bytesAtMost(limit: number): (text: string) => boolean {
  return (text) => utf8ToBytes(text).length <= limit;
}
