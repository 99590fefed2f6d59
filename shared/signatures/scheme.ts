import { z } from "zod";
import {
  type Contradiction,
  contradictionsOfAlternatives,
  contradictionsOfExchange,
  contradictionsOfProof,
  contradictionsOfToken,
} from "./contradictions.ts";
import { exchangeFields } from "./exchange.ts";
import {
  hashClaimSchema,
  hashSchema,
  itemsSchema,
  keyRuleSchema,
  partSchema,
  type SignatureRule,
  signatureRuleSchema,
  sourcesSchema,
  timestampRuleSchema,
} from "./parts.ts";

export type { KeyRule, Part, SignatureRule, Source, Sources, TimestampRule } from "./parts.ts";

/**
 * The declarative language of webhook signatures: what a sender signs, with what, and where it puts the result.
 * A provider's scheme is a value of this type; so is the `scheme` of a `custom` endpoint.
 */

/** Several values joined where no single one says enough. */
const joinableSchema = z.union([
  sourcesSchema,
  z.strictObject({ join: z.string().max(5), of: z.array(sourcesSchema).min(2).max(5) }),
]);

/** Where the event's identity is read after the signature held. Absent: the id is a hash of the body. */
const identityFields = {
  id: joinableSchema.optional(),
  type: joinableSchema.optional(),
  time: z.strictObject({ from: sourcesSchema, unit: z.enum(["s", "ms", "iso"]) }).optional(),
  /** Every item is an event of its own, and the JSON pointers above lead into the item. */
  items: itemsSchema.optional(),
};

const common = { ...identityFields, ...exchangeFields };

const signed = {
  key: keyRuleSchema.optional(),
  signature: signatureRuleSchema,
  timestamp: timestampRuleSchema.optional(),
  content: z.array(partSchema).min(1).max(20),
  /** Every item is signed for itself: the JSON pointers of the three above lead into the item, and all must hold. */
  each: itemsSchema.optional(),
  ...common,
};

const prefix = z.string().min(1).max(20).optional();

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
  /** A signed token (RFC 7519) with a hash of the body in a claim; `algorithms` are those that are taken, whatever it says. */
  z.strictObject({
    kind: z.literal("jwt"),
    from: sourcesSchema,
    prefix,
    algorithms: z
      .array(z.enum(["HS256", "HS384", "HS512", "RS256", "ES256", "EdDSA"]))
      .min(1)
      .max(3),
    key: keyRuleSchema.pick({ strip: true, decode: true }).optional(),
    issuer: z.string().min(1).max(200).optional(),
    audience: z.string().min(1).max(200).optional(),
    /** Since its `iat`, which is then needed; `exp` and `nbf` count wherever they are. */
    maxAgeSeconds: z.number().int().min(1).max(86_400).optional(),
    clockSkewSeconds: z.number().int().min(0).max(300).default(5),
    bodyHash: hashClaimSchema,
    /** Of the registered URL with the query received. */
    urlHash: hashClaimSchema.optional(),
    ...common,
  }),
  /** The secret itself, in a header (after `prefix`), a query parameter or the body: no integrity, no replay protection. */
  z.strictObject({
    kind: z.literal("token"),
    from: sourcesSchema,
    prefix,
    /** Every item of a list names the secret: the JSON pointer of `from` leads into the item, and all must hold. */
    each: itemsSchema.optional(),
    ...common,
  }),
  /** HTTP Basic (RFC 7617); the secret is `user:password`. */
  z.strictObject({ kind: z.literal("basic"), ...common }),
]);

/** One way to prove a request, its parts in agreement with each other. */
const proofSchema = kindsSchema.superRefine((proof, context) => {
  report(context, [
    ...("content" in proof ? contradictionsOfProof(proof) : []),
    ...("algorithms" in proof ? contradictionsOfToken(proof.algorithms) : []),
    ...contradictionsOfExchange(proof),
  ]);
});

/** Senders with several versions: what one of them accepts is accepted. */
const alternativesSchema = z
  .strictObject({ anyOf: z.tuple([proofSchema, proofSchema], proofSchema), ...common })
  .superRefine((scheme, context) => {
    const misplaced = scheme.anyOf.flatMap((proof, index) =>
      Object.keys(common)
        .filter((field) => field in proof)
        .map((field) => ({ path: ["anyOf", index, field], message: "stands beside anyOf, not within" })),
    );
    report(context, [
      ...misplaced,
      ...contradictionsOfAlternatives(scheme.anyOf),
      ...contradictionsOfExchange(scheme),
    ]);
  });

export const schemeSchema = z.union([proofSchema, alternativesSchema]);

export type Proof = z.infer<typeof proofSchema>;
export type ProofInput = z.input<typeof proofSchema>;
export type Scheme = z.infer<typeof schemeSchema>;
export type SignedProof = Extract<Proof, { signature: SignatureRule }>;
export type JwtProof = Extract<Proof, { kind: "jwt" }>;
/** What a provider's folder writes: the same with the defaults left out. */
export type SchemeInput = z.input<typeof schemeSchema>;

/** The ways in which a request may prove itself under a scheme. */
export function proofsOf(scheme: Scheme): readonly [Proof, ...Proof[]] {
  return "anyOf" in scheme ? scheme.anyOf : [scheme];
}

function report(context: z.RefinementCtx, contradictions: readonly Contradiction[]): void {
  for (const { path, message } of contradictions) {
    context.addIssue({ code: "custom", path: [...path], message });
  }
}
