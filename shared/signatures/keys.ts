import { base64ToBytes, hexToBytes, utf8ToBytes } from "../crypto/bytes.ts";
import { algorithms, type Check, digest } from "./algorithms.ts";
import type { JwtProof, KeyRule, Proof, SignedProof } from "./scheme.ts";

type CheckedProof = Exclude<Proof, JwtProof>;

/** A secret's text made ready to check signatures with. */
export interface Key {
  /** What stands before the key in the secret; null where nothing does. */
  readonly name: string | null;
  /** What stands for the secret where it is part of the content. */
  readonly bytes: Uint8Array;
  readonly check: Check;
}

const PEM = /^-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----$/;

const decoders: Record<KeyRule["decode"], (text: string) => Uint8Array | null> = {
  utf8: utf8ToBytes,
  hex: hexToBytes,
  base64: base64ToBytes,
};

const secretForms: Record<KeyRule["decode"], string> = {
  utf8: "some text",
  hex: "hexadecimal digits, two for each byte",
  base64: "standard base64",
};

/** The form of a secret for a person. */
export function describeKey(proof: Proof): string {
  const { strip = [], nameBefore }: Partial<KeyRule> = ("key" in proof ? proof.key : undefined) ?? {};
  const marks = strip.map((mark) => `"${mark}"`).join(" and ");
  const form = nameBefore === undefined ? keyForm(proof) : `a name, "${nameBefore}" and ${keyForm(proof)}`;
  return marks === "" ? form : `${form}, with or without ${marks} in front`;
}

function keyForm(scheme: Proof): string {
  switch (scheme.kind) {
    case "token":
      return "some text";
    case "basic":
      return "user:password";
    case "ecdsa-p256":
      return "a P-256 public key, SPKI in base64 or PEM";
    case "rsa":
      return "an RSA public key, SPKI in base64 or PEM";
    case "ed25519":
      return `an Ed25519 public key, 32 bytes or SPKI in ${scheme.key?.decode === "hex" ? "hex" : "base64"}, or SPKI in PEM`;
    case "jwt":
      return tokenKeyForms[scheme.algorithms[0] ?? "HS256"] ?? secretForms[scheme.key?.decode ?? "utf8"];
    default:
      return secretForms[scheme.key?.decode ?? "utf8"];
  }
}

const tokenKeyForms: Partial<Record<JwtProof["algorithms"][number], string>> = {
  RS256: "an RSA public key, SPKI in base64 or PEM",
  ES256: "a P-256 public key, SPKI in base64 or PEM",
  EdDSA: "an Ed25519 public key, SPKI in base64 or PEM",
};

/** Null where the text has not the form that the scheme needs. */
export async function importSecret(scheme: CheckedProof, secret: string): Promise<Key | null> {
  const { name, text } = splitName(scheme, secret.trim());
  const bytes = await keyBytes(scheme, text);
  if (bytes === null || bytes.length === 0) {
    return null;
  }
  const hash = "algorithm" in scheme ? scheme.algorithm : "sha256";
  try {
    return { name, bytes, check: await algorithms[scheme.kind](bytes, hash) };
  } catch {
    return null;
  }
}

function splitName(proof: CheckedProof, text: string): { name: string | null; text: string } {
  const separator = "key" in proof ? proof.key?.nameBefore : undefined;
  const at = separator === undefined ? -1 : text.indexOf(separator);
  if (separator === undefined) {
    return { name: null, text };
  }
  return at < 1 ? { name: null, text: "" } : { name: text.slice(0, at), text: text.slice(at + 1) };
}

async function keyBytes(scheme: CheckedProof, text: string): Promise<Uint8Array | null> {
  if (scheme.kind === "token") {
    return utf8ToBytes(text);
  }
  if (scheme.kind === "basic") {
    return text.includes(":") ? utf8ToBytes(text) : null;
  }
  if (holdsPublicKey(scheme)) {
    return publicKeyBytes(scheme.key, text);
  }
  const bytes = sharedKeyBytes(scheme.key, text);
  const derive = scheme.key?.derive;
  return bytes === null || bytes.length === 0 || derive === undefined ? bytes : digest(derive, bytes);
}

/** The bytes of a shared secret. Null where the text is not in the encoding that the rule says. */
export function sharedKeyBytes(rule: Partial<KeyRule> | undefined, text: string): Uint8Array | null {
  return decoders[rule?.decode ?? "utf8"](stripMarks(text, rule?.strip ?? []));
}

/** Whether a text is a public key in PEM, which is never a shared secret. */
export function isPem(text: string): boolean {
  return PEM.test(text.trim());
}

function holdsPublicKey(scheme: SignedProof): boolean {
  return scheme.kind !== "hmac" && scheme.kind !== "digest";
}

function stripMarks(text: string, marks: readonly string[]): string {
  return marks.reduce((rest, mark) => (rest.startsWith(mark) ? rest.slice(mark.length) : rest), text);
}

/** PEM of SPKI (RFC 7468 section 13), or its content alone; line breaks do not matter. */
export function publicKeyBytes(rule: Partial<KeyRule> | undefined, text: string): Uint8Array | null {
  const stripped = stripMarks(text, rule?.strip ?? []);
  const decode = rule?.decode === "hex" ? hexToBytes : base64ToBytes;
  const armoured = PEM.exec(stripped)?.[1];
  return armoured === undefined
    ? decode(stripped.replaceAll(/\s+/g, ""))
    : base64ToBytes(armoured.replaceAll(/\s+/g, ""));
}
