import { z } from "zod";
import type { Call } from "../action.ts";
import { authorization, BASE_URL } from "./auth.ts";

/** Flodesk knows no idempotency keys; ours goes along for what may be asked twice anyway. */
export function request(
  call: Call,
  { method, path, body }: { readonly method: string; readonly path: string; readonly body?: unknown },
): Promise<Response> {
  return call.fetch(`${BASE_URL}${path}`, {
    method,
    headers: {
      authorization: authorization(call),
      "idempotency-key": call.reference,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

export const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "must be an id of Flodesk's");

/** Who is meant: by address, or by Flodesk's own id. */
export const subscriber = z.union([z.email().max(254), id], {
  error: "must be an email address or a subscriber's id",
});

export const segmentIds = z.array(id).min(1).max(50);

export function subscriberPath(given: string, rest = ""): string {
  return `/subscribers/${encodeURIComponent(given)}${rest}`;
}

/** Sets what it says, or reads: however often it is asked, the outcome is that of once. */
export const repeatable = { idempotency: "key", onUncertain: "resend" } as const;

/** Acts each time, and takes no key: a doubt is left to a person. */
export const once = {
  idempotency: "none",
  onUncertain: "hold",
  noLookup:
    "Flodesk keeps no reference of ours: names need not be unique, and a state does not say who brought it about.",
} as const;
