import { z } from "zod";
import type { Call } from "../action.ts";
import { BASE_URL, requestHeaders } from "./auth.ts";

/** Klaviyo knows no idempotency keys in headers; ours goes along for what may be asked twice anyway. */
export function request(
  call: Call,
  { method, path, data }: { readonly method: string; readonly path: string; readonly data?: unknown },
): Promise<Response> {
  return call.fetch(`${BASE_URL}/api/${path}`, {
    method,
    headers: {
      ...requestHeaders(call),
      "idempotency-key": call.reference,
      ...(data === undefined ? {} : { "content-type": "application/vnd.api+json" }),
    },
    ...(data === undefined ? {} : { body: JSON.stringify({ data }) }),
  });
}

export const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "must be an id of Klaviyo's");
export const email = z.email().max(254);
export const phone = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/, "must be a number in E.164 form, e.g. +14155550100");

/** Of a list or a template, as JSON:API names what an object belongs to. */
export function related(type: string, relatedId: string | undefined) {
  return relatedId === undefined ? undefined : { [type]: { data: { type, id: relatedId } } };
}

/** Sets what it says, or reads: however often it is asked, the outcome is that of once. */
export const repeatable = { idempotency: "key", onUncertain: "resend" } as const;

/** Acts each time, and takes no key: a doubt is left to a person. */
export const once = {
  idempotency: "none",
  onUncertain: "hold",
  noLookup:
    "Klaviyo keeps no reference of ours: names of lists, tags and campaigns need not be unique, and a state does not say who brought it about.",
} as const;
