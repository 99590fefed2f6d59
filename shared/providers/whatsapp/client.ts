import { z } from "zod";
import { concatBytes, utf8ToBytes } from "../../crypto/bytes.ts";
import { WHATSAPP_USER_ID } from "../../model/address.ts";
import type { ReplyWindow } from "../../model/channel.ts";
import { at, idOf, nameOf } from "../../model/read.ts";
import type { ActionResult, Call, ProviderAnswer } from "../action.ts";
import { BASE_URL } from "./auth.ts";

function numberUrl({ credentials }: Pick<Call, "credentials">, path: string): string {
  return `${BASE_URL}/${encodeURIComponent(credentials.phoneNumberId ?? "")}${path}`;
}

function get(url: string, call: Call): Promise<Response> {
  const { accessToken = "" } = call.credentials;
  return call.fetch(url, {
    headers: { authorization: `Bearer ${accessToken}`, "idempotency-key": call.reference },
  });
}

/** Reads from the business's number. */
export function read(path: string, call: Call): Promise<Response> {
  return get(numberUrl(call, path), call);
}

/** Reads from the business's account; Meta's own refusal says where the credential names none. */
export function readAccount(path: string, call: Call): Promise<Response> {
  return get(`${BASE_URL}/${encodeURIComponent(call.credentials.wabaId ?? "")}${path}`, call);
}

/** Posts to the business's number. The API knows no keys; ours shows in Meta's logs alone. */
export function post(path: string, body: Readonly<Record<string, unknown>>, call: Call): Promise<Response> {
  return call.fetch(numberUrl(call, path), {
    method: "POST",
    headers: {
      authorization: `Bearer ${call.credentials.accessToken ?? ""}`,
      "content-type": "application/json",
      "idempotency-key": call.reference,
    },
    body: JSON.stringify({ messaging_product: "whatsapp", ...body }),
  });
}

/** A file as it is uploaded. */
export interface UploadedFile {
  readonly filename: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** Uploads a file to the business's number, under a boundary of the job's own: the same upload is the same bytes. RFC 7578 */
export function upload({ filename, contentType, bytes }: UploadedFile, call: Call): Promise<Response> {
  const boundary = `----${call.reference}`;
  const field = (name: string, value: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const head = `${field("messaging_product", "whatsapp")}${field("type", contentType)}--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${filename}"\r\nContent-Type: ${contentType}\r\n\r\n`;
  return call.fetch(numberUrl(call, "/media"), {
    method: "POST",
    headers: {
      authorization: `Bearer ${call.credentials.accessToken ?? ""}`,
      "content-type": `multipart/form-data; boundary=${boundary}`,
    },
    body: concatBytes([utf8ToBytes(head), bytes, utf8ToBytes(`\r\n--${boundary}--\r\n`)]),
  });
}

/** What every message has. */
export const addressing = {
  to: z.union([z.string().regex(/^\+[1-9]\d{6,14}$/), z.string().regex(WHATSAPP_USER_ID)], {
    error:
      "must be a number in E.164 form, e.g. +14155550100, or a WhatsApp user id, e.g. US.13491208655302741918",
  }),
  replyTo: z
    .string()
    .min(1)
    .max(256)
    .optional()
    .describe("The id (wamid…) of the message that this one answers."),
};

interface Addressed {
  readonly to: string;
  readonly replyTo?: string | undefined;
}

/**
 * Sends a message of one type. `to` takes numbers alone; who shows none is named in `recipient` by their id, the
 * business-scoped user id of webhooks, and where both are given Meta goes by the number. Templates of authentication need
 * a number (131062). The job's id goes along and comes back in the statuses.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
 */
export function sendMessage(
  { to, replyTo }: Addressed,
  content: { readonly type: string; readonly [part: string]: unknown },
  call: Call,
): Promise<Response> {
  return post(
    "/messages",
    {
      recipient_type: "individual",
      ...(to.startsWith("+") ? { to } : { recipient: to }),
      context: replyTo === undefined ? undefined : { message_id: replyTo },
      biz_opaque_callback_data: call.reference,
      ...content,
    },
    call,
  );
}

/** Statuses name the message by its wamid. */
export function readMessage({ body }: ProviderAnswer): ActionResult {
  const message = at(body, "messages", 0);
  const id = idOf(at(message, "id"));
  return { externalId: id, result: { id, status: nameOf(at(message, "message_status")) } };
}

/**
 * There are no idempotency keys, and no way to ask for what was sent: a message whose answer was lost may be on its way.
 * So a doubt is left to the statuses, and to a person.
 */
export const repeatability = {
  idempotency: "none",
  onUncertain: "hold",
  noLookup: "The API shows nothing that was sent; statuses carry the job's id and end the doubt.",
} as const;

/** Of all but templates (131047). */
export const replyWindow = (): ReplyWindow => "standard";
