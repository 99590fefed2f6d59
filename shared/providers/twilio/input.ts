import { z } from "zod";

/** A resource's id: two letters that say what it is, and 32 digits. */
export function sid(prefix: string, what: string) {
  return z.string().regex(new RegExp(`^${prefix}[0-9a-zA-Z]{32}$`), `must be ${what}, ${prefix}…`);
}

export const phoneNumber = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/, "must be a number in E.164 form, e.g. +14155550100");

export const webUrl = z.url({ protocol: /^https?$/ }).max(2_048);

/** A Video room's name, or id. */
export const roomName = z.string().regex(/^[^/?#\p{Cc}]{1,128}$/u, "takes 1 to 128 characters without / ? #");

/** Twilio takes no idempotency key: twice is twice, and a doubt is left to a person. */
export const once = {
  idempotency: "none",
  onUncertain: "hold",
  noLookup:
    "Twilio keeps no reference of ours that it can be asked for: what has the same number and words may be another job's.",
} as const;

/** Twice is as good as once. */
export const repeatable = { idempotency: "key", onUncertain: "resend" } as const;
