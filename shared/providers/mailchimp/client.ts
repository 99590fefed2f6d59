import { z } from "zod";
import { md5Hex } from "../../crypto/md5.ts";
import type { Call } from "../action.ts";
import { requestUrl } from "./auth.ts";

/** Mailchimp knows no idempotency keys; ours goes along for what may be asked twice anyway. */
export async function request(
  call: Call,
  { method, path, body }: { readonly method: string; readonly path: string; readonly body?: unknown },
): Promise<Response> {
  return await call.fetch(requestUrl(call, path), {
    method,
    headers: {
      authorization: `Bearer ${call.credentials.apiKey ?? ""}`,
      "idempotency-key": call.reference,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

export const id = z.string().regex(/^[A-Za-z0-9]{1,50}$/, "must be an id, in letters and digits");
export const listId = id.describe("The audience.");

/** Who is meant, in which audience. */
export const member = { listId, email: z.email().max(254) };

/** A member's own path: Mailchimp names members by the MD5 of the address in lower case. */
export function memberPath(
  { listId: list, email }: { readonly listId: string; readonly email: string },
  rest = "",
): string {
  return `/lists/${list}/members/${md5Hex(email.toLowerCase())}${rest}`;
}

/** Sets what it says, or reads: however often it is asked, the outcome is that of once. */
export const repeatable = { idempotency: "key", onUncertain: "resend" } as const;

/** Acts each time, and takes no key: a doubt is left to a person. */
export const once = {
  idempotency: "none",
  onUncertain: "hold",
  noLookup:
    "Mailchimp keeps no reference of ours: titles need not be unique, and a state does not say who brought it about.",
} as const;
