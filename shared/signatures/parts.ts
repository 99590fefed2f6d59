import { z } from "zod";

/** The vocabulary of the signature language: where values lie, how secrets and signatures are written, what is signed. */

const headerName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "must be a header name")
  .transform((name) => name.toLowerCase());

const pointer = z
  .string()
  .max(200)
  .regex(/^(\/.*)?$/, "must be a JSON pointer");

/**
 * Where a value of the request is read: a header, a query parameter, a form field or the JSON in one, or an RFC 6901
 * pointer into the JSON body. A form is urlencoded or multipart.
 */
export const sourceSchema = z.union([
  z.strictObject({ header: headerName }),
  z.strictObject({ query: z.string().min(1).max(100) }),
  z.strictObject({ form: z.string().min(1).max(100), json: pointer.optional() }),
  z.strictObject({ json: pointer }),
]);

/** One source, or several of which the first that is present counts (`svix-id`, then `webhook-id`). */
export const sourcesSchema = z.union([sourceSchema, z.array(sourceSchema).min(1).max(10)]);

/** The items of a list in the JSON body: a JSON pointer with one `*` in the place of the index. */
export const itemsSchema = z
  .string()
  .max(200)
  .regex(/^(\/[^*]*)?\/\*(\/[^*]*)?$/, "must be a JSON pointer with * in the place of the index");

export const hashSchema = z.enum(["sha1", "sha256", "sha384", "sha512"]);
export const encodingSchema = z.enum(["hex", "base64", "base64url"]);

/** How the secret text becomes key bytes: leading marks removed in turn, decoded, and hashed where the sender does so. */
export const keyRuleSchema = z.strictObject({
  strip: z.array(z.string().min(1).max(20)).max(4).optional(),
  /** The secret is a public name and the key, parted by this; a handshake's reply may hold the name. */
  nameBefore: z.enum(["|", ":"]).optional(),
  decode: z.enum(["utf8", "hex", "base64"]).default("utf8"),
  derive: z.enum(["sha1", "sha256"]).optional(),
});

export const signatureRuleSchema = z.strictObject({
  from: sourcesSchema,
  /** Every source that is present holds candidates, not the first one alone (numbered headers). */
  all: z.literal(true).optional(),
  /** The value is a list; every entry is a candidate. */
  list: z.strictObject({ separator: z.enum(["space", "comma"]) }).optional(),
  /** The value is a list of pairs (`t=…,v1=…`); the values named `pick` are the candidates, without it all of them. */
  pairs: z
    .strictObject({
      item: z.enum([",", ";", "&"]),
      keyValue: z.enum(["=", "|"]),
      pick: z.string().min(1).max(20).optional(),
    })
    .optional(),
  /** A candidate without this prefix is another version's and is passed over. */
  prefix: z.string().min(1).max(20).optional(),
  encoding: encodingSchema,
});

export const timestampRuleSchema = z.strictObject({
  from: z.union([
    sourcesSchema,
    z.strictObject({ pair: z.string().min(1).max(20) }),
    /** The first entry of the signature's list. */
    z.strictObject({ entry: z.literal("first") }),
  ]),
  unit: z.enum(["s", "ms", "iso"]),
  pastSeconds: z.number().int().min(1).max(86_400).default(300),
  futureSeconds: z.number().int().min(1).max(86_400).default(300),
});

const simplePartSchema = z.union([
  /** A literal. */
  z.string().max(200),
  z.strictObject({ body: z.literal("raw") }),
  /** The timestamp as the sender wrote it, never reformatted. */
  z.strictObject({ timestamp: z.literal(true) }),
  z.strictObject({
    value: sourcesSchema,
    default: z.string().max(200).optional(),
    /** Added where the value does not end with it: what was lost on the way. */
    end: z.string().min(1).max(5).optional(),
  }),
  /** The registered URL with the query received; `decode` lists escapes that the sender decodes before signing. */
  z.strictObject({
    url: z.literal("registered"),
    decode: z
      .array(z.string().regex(/^%[0-9A-Fa-f]{2}$/))
      .max(20)
      .optional(),
  }),
  z.strictObject({ method: z.literal(true) }),
  z.strictObject({ secret: z.literal(true) }),
  /** Form parameters sorted by name in byte order, each as name and decoded value without separators. */
  z.strictObject({ formSorted: z.literal(true) }),
]);

export const partSchema = z.union([
  simplePartSchema,
  z.strictObject({ join: z.string().max(5), of: z.array(simplePartSchema).min(1).max(20) }),
]);

/** A claim that holds the hash of what the token vouches for. */
export const hashClaimSchema = z.strictObject({
  claim: z.string().min(1).max(100),
  algorithm: hashSchema,
  encoding: encodingSchema,
});

export type Source = z.infer<typeof sourceSchema>;
export type Sources = z.infer<typeof sourcesSchema>;
export type Encoding = z.infer<typeof encodingSchema>;
export type KeyRule = z.infer<typeof keyRuleSchema>;
export type SignatureRule = z.infer<typeof signatureRuleSchema>;
export type TimestampRule = z.infer<typeof timestampRuleSchema>;
export type Part = z.infer<typeof partSchema>;
export type SimplePart = Exclude<Part, { of: unknown }>;
export type HashClaim = z.infer<typeof hashClaimSchema>;
