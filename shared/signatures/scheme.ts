import { z } from "zod";

/**
 * The declarative language of webhook signatures: what a sender signs, with what, and where it puts the result.
 * A provider's scheme is a value of this type; so is the `scheme` of a `custom` endpoint.
 */

const headerName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "must be a header name")
  .transform((name) => name.toLowerCase());

/** Where a value of the request is read: a header, a query parameter, a form field, or an RFC 6901 pointer into the JSON body. */
export const sourceSchema = z.union([
  z.strictObject({ header: headerName }),
  z.strictObject({ query: z.string().min(1).max(100) }),
  z.strictObject({ form: z.string().min(1).max(100) }),
  z.strictObject({
    json: z
      .string()
      .max(200)
      .regex(/^(\/.*)?$/, "must be a JSON pointer"),
  }),
]);

/** One source, or several of which the first that is present counts (`svix-id`, then `webhook-id`). */
export const sourcesSchema = z.union([sourceSchema, z.array(sourceSchema).min(1).max(4)]);

const hashSchema = z.enum(["sha1", "sha256", "sha384", "sha512"]);
const encodingSchema = z.enum(["hex", "base64", "base64url"]);

/** How the secret text becomes key bytes: leading marks removed in turn, decoded, and hashed where the sender does so. */
export const keyRuleSchema = z.strictObject({
  strip: z.array(z.string().min(1).max(20)).max(4).optional(),
  decode: z.enum(["utf8", "hex", "base64"]).default("utf8"),
  derive: z.enum(["sha1", "sha256"]).optional(),
});

export const signatureRuleSchema = z.strictObject({
  from: sourcesSchema,
  /** The value is a list; every entry is a candidate. */
  list: z.strictObject({ separator: z.enum(["space", "comma"]) }).optional(),
  /** The value is a list of pairs (`t=…,v1=…`); the values named `pick` are the candidates. */
  pairs: z
    .strictObject({
      item: z.enum([",", ";", "&"]),
      keyValue: z.enum(["=", "|"]),
      pick: z.string().min(1).max(20),
    })
    .optional(),
  /** A candidate without this prefix is another version's and is passed over. */
  prefix: z.string().min(1).max(20).optional(),
  encoding: encodingSchema,
});

export const timestampRuleSchema = z.strictObject({
  from: z.union([sourcesSchema, z.strictObject({ pair: z.string().min(1).max(20) })]),
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
  z.strictObject({ value: sourcesSchema, default: z.string().max(200).optional() }),
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

/** Where the event's identity is read after the signature held. Absent: the id is a hash of the body. */
const identityFields = {
  id: sourcesSchema.optional(),
  type: sourcesSchema.optional(),
  time: z.strictObject({ from: sourcesSchema, unit: z.enum(["s", "ms", "iso"]) }).optional(),
};

const signed = {
  key: keyRuleSchema.optional(),
  signature: signatureRuleSchema,
  timestamp: timestampRuleSchema.optional(),
  content: z.array(partSchema).min(1).max(20),
  ...identityFields,
};

const kindsSchema = z.discriminatedUnion("kind", [
  /** HMAC (RFC 2104). */
  z.strictObject({ kind: z.literal("hmac"), algorithm: hashSchema, ...signed }),
  /** A plain hash with the secret as a part of the content. */
  z.strictObject({ kind: z.literal("digest"), algorithm: hashSchema, ...signed }),
  /** ECDSA over P-256 with SHA-256; key: SPKI in base64 or PEM; signature: DER or raw r‖s. */
  z.strictObject({ kind: z.literal("ecdsa-p256"), ...signed }),
  /** Ed25519 (RFC 8032); key: 32 raw bytes or SPKI in base64 (in hex where `key` says so), or SPKI in PEM. */
  z.strictObject({ kind: z.literal("ed25519"), ...signed }),
  /** RSASSA-PKCS1-v1_5; key: SPKI in base64 or PEM. */
  z.strictObject({ kind: z.literal("rsa"), algorithm: z.enum(["sha1", "sha256"]), ...signed }),
  /** The secret itself, in a header (after `prefix`), a query parameter or the body: no integrity, no replay protection. */
  z.strictObject({
    kind: z.literal("token"),
    from: sourcesSchema,
    prefix: z.string().min(1).max(20).optional(),
    ...identityFields,
  }),
  /** HTTP Basic (RFC 7617); the secret is `user:password`. */
  z.strictObject({ kind: z.literal("basic"), ...identityFields }),
]);

/** A scheme whose parts agree with each other; above all one whose proof needs the secret. */
export const schemeSchema = kindsSchema.superRefine((scheme, context) => {
  for (const { path, message } of "content" in scheme ? contradictions(scheme) : []) {
    context.addIssue({ code: "custom", path: [...path], message });
  }
});

export type Source = z.infer<typeof sourceSchema>;
export type Sources = z.infer<typeof sourcesSchema>;
export type KeyRule = z.infer<typeof keyRuleSchema>;
export type SignatureRule = z.infer<typeof signatureRuleSchema>;
export type TimestampRule = z.infer<typeof timestampRuleSchema>;
export type Part = z.infer<typeof partSchema>;
export type Scheme = z.infer<typeof schemeSchema>;
export type SignedScheme = Extract<Scheme, { signature: SignatureRule }>;
/** What a provider's folder writes: the same with the defaults left out. */
export type SchemeInput = z.input<typeof schemeSchema>;

interface Contradiction {
  readonly path: readonly string[];
  readonly message: string;
}

function contradictions(scheme: SignedScheme): readonly Contradiction[] {
  const { key, signature, timestamp } = scheme;
  const parts = scheme.content.flatMap((part) =>
    typeof part === "object" && "of" in part ? part.of : [part],
  );
  const holds = (name: string) => parts.some((part) => typeof part === "object" && name in part);
  const keyed = scheme.kind === "hmac" || scheme.kind === "digest";
  const rules: readonly (Contradiction & { readonly broken: boolean })[] = [
    {
      broken: scheme.kind === "digest" && !holds("secret"),
      path: ["content"],
      message: "a plain hash proves nothing unless the secret is part of its content",
    },
    {
      broken: holds("timestamp") && timestamp === undefined,
      path: ["content"],
      message: "has the timestamp as a part, but the scheme has no timestamp",
    },
    {
      broken: timestamp !== undefined && "pair" in timestamp.from && signature.pairs === undefined,
      path: ["timestamp", "from"],
      message: "names a pair, but the signature is no list of pairs",
    },
    {
      broken: signature.list !== undefined && signature.pairs !== undefined,
      path: ["signature"],
      message: "is a list or a list of pairs, not both",
    },
    {
      broken: !keyed && key?.derive !== undefined,
      path: ["key", "derive"],
      message: "hashes a shared secret; this kind has a public key",
    },
    {
      broken: !keyed && holds("secret"),
      path: ["content"],
      message: "has the secret as a part, but this kind has a public key",
    },
  ];
  return rules.filter(({ broken }) => broken);
}
