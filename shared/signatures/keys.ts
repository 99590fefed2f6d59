import { base64ToBytes, hexToBytes, utf8ToBytes } from "../crypto/bytes.ts";
import { algorithms, type Check, digest } from "./algorithms.ts";
import type { KeyRule, Scheme, SignedScheme } from "./scheme.ts";

/** A secret's text made ready to check signatures with. */
export interface Key {
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

/** Imports the key of a secret at the first call and keeps it; null where the text has not the form that the scheme needs. */
export function lazyKey(scheme: Scheme, secret: string): () => Promise<Key | null> {
  // The key is kept, not its promise: in Workers a promise belongs to the request that made it.
  let key: Key | null | undefined;
  return async () => {
    if (key === undefined) {
      key = await importSecret(scheme, secret);
    }
    return key;
  };
}

/** The form of a secret for a person. */
export function describeKey(scheme: Scheme): string {
  const strip = "key" in scheme ? (scheme.key?.strip ?? []) : [];
  const marks = strip.map((mark) => `"${mark}"`).join(" and ");
  return marks === "" ? keyForm(scheme) : `${keyForm(scheme)}, with or without ${marks} in front`;
}

function keyForm(scheme: Scheme): string {
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
    default:
      return secretForms[scheme.key?.decode ?? "utf8"];
  }
}

async function importSecret(scheme: Scheme, secret: string): Promise<Key | null> {
  const bytes = await keyBytes(scheme, secret.trim());
  if (bytes === null || bytes.length === 0) {
    return null;
  }
  const hash = "algorithm" in scheme ? scheme.algorithm : "sha256";
  try {
    return { bytes, check: await algorithms[scheme.kind](bytes, hash) };
  } catch {
    return null;
  }
}

async function keyBytes(scheme: Scheme, text: string): Promise<Uint8Array | null> {
  if (scheme.kind === "token") {
    return utf8ToBytes(text);
  }
  if (scheme.kind === "basic") {
    return text.includes(":") ? utf8ToBytes(text) : null;
  }
  const decode = scheme.key?.decode ?? "utf8";
  const stripped = stripMarks(text, scheme.key?.strip ?? []);
  if (holdsPublicKey(scheme)) {
    return publicKeyBytes(stripped, decode === "hex" ? hexToBytes : base64ToBytes);
  }
  const bytes = decoders[decode](stripped);
  const derive = scheme.key?.derive;
  return bytes === null || bytes.length === 0 || derive === undefined ? bytes : digest(derive, bytes);
}

function holdsPublicKey(scheme: SignedScheme): boolean {
  return scheme.kind !== "hmac" && scheme.kind !== "digest";
}

function stripMarks(text: string, marks: readonly string[]): string {
  return marks.reduce((rest, mark) => (rest.startsWith(mark) ? rest.slice(mark.length) : rest), text);
}

/** PEM of SPKI (RFC 7468 section 13), or its content alone; line breaks do not matter. */
function publicKeyBytes(text: string, decode: (text: string) => Uint8Array | null): Uint8Array | null {
  const armoured = PEM.exec(text)?.[1];
  return armoured === undefined
    ? decode(text.replaceAll(/\s+/g, ""))
    : base64ToBytes(armoured.replaceAll(/\s+/g, ""));
}
