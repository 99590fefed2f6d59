import { z } from "zod";
import { sourcesSchema } from "./parts.ts";

/** What a sender's protocol wants answered: to handshakes, to accepted events, to refused requests. */

const literal = z.string().max(500);
const value = z.strictObject({ value: sourcesSchema });

/**
 * An HMAC of a value, by the scheme's own algorithm and key. `only` limits the value, so that it cannot be mistaken for
 * what the sender signs: needed where the value is not part of a signed body.
 */
const hmac = z.strictObject({
  hmac: sourcesSchema,
  encoding: z.enum(["hex", "base64"]),
  only: z.literal("hex").optional(),
});

/** What stands before the key in the secret (`key.nameBefore`). */
const keyName = z.strictObject({ keyName: z.literal(true) });

const eventPart = z.union([literal, value]);
const handshakePart = z.union([literal, value, hmac, keyName]);

/** Names of our own alone: the sender's text must never reach a browser as a page, a redirect or a cookie. */
const headers = z
  .record(
    z.string().regex(/^x-[a-z0-9-]{1,60}$/, "must be a lower-case name that begins with x-"),
    z.string().regex(/^[\x20-\x7e]{0,200}$/, "must be printable ASCII"),
  )
  .refine((fields) => Object.keys(fields).length <= 10, "must be at most ten")
  .optional();

const status = z.number().int().min(200).max(299).default(200);

/** Plain text from its parts, or a JSON object of them. */
export const replySchema = z.strictObject({
  status,
  headers,
  text: z.array(eventPart).min(1).max(20).optional(),
  json: z.record(z.string().max(100), z.union([eventPart, z.number(), z.boolean()])).optional(),
});

const handshakeReplySchema = z.strictObject({
  status,
  headers,
  text: z.array(handshakePart).min(1).max(20).optional(),
  json: z.record(z.string().max(100), z.union([handshakePart, z.number(), z.boolean()])).optional(),
});

/**
 * A request of the protocol that is no event. A POST is one only when its signature holds or the endpoint awaits its
 * secret, unless the sender leaves it unsigned; a GET or HEAD carries no signature.
 */
export const handshakeSchema = z.strictObject({
  match: z.strictObject({
    method: z.enum(["GET", "HEAD", "POST"]).default("POST"),
    /** Of a POST: answered although its signature does not hold. */
    unsigned: z.literal(true).optional(),
    /** Must be present … */
    value: sourcesSchema.optional(),
    /** … and this, where given. */
    equals: z.string().max(200).optional(),
  }),
  reply: handshakeReplySchema,
});

export const exchangeFields = {
  /** In order; the first that matches answers. */
  handshakes: z.array(handshakeSchema).min(1).max(10).optional(),
  /** The answer to an accepted event; absent: the platform's own. */
  reply: replySchema.optional(),
  /** The answer to a refused request, with an empty body; absent: 401 with a problem. */
  refusal: z.strictObject({ status: z.number().int().min(400).max(499) }).optional(),
};

export type ReplyTemplate = z.infer<typeof handshakeReplySchema>;
export type ReplyPart = z.infer<typeof handshakePart>;
export type HmacPart = z.infer<typeof hmac>;
export type Handshake = z.infer<typeof handshakeSchema>;

/** The parts of a reply, in any of its two forms. */
export function replyParts({ text = [], json = {} }: ReplyTemplate): readonly ReplyPart[] {
  const values = Object.values(json).filter((part) => typeof part !== "number" && typeof part !== "boolean");
  return [...text, ...values];
}
