import { createHash, createHmac, createPrivateKey, type KeyObject, sign } from "node:crypto";
import type { Proof, SignedProof, Sources } from "../../../shared/signatures/scheme.ts";
import { type HeaderFields, TwinError, toSeconds, type UnsignedRequest } from "../sender.ts";
import { contentOf, placeOf } from "./content.ts";

/**
 * The headers by which a sender of this scheme proves itself: the signing side of the signature language, written
 * apart from the verifying one and on Node's own cryptography.
 * @param now ms since the epoch
 * @throws TwinError when the key is not of the scheme's form
 */
export function signByScheme(
  scheme: Proof,
  request: UnsignedRequest,
  key: string,
  now: number,
): HeaderFields {
  switch (scheme.kind) {
    case "token": {
      const [source] = [scheme.from].flat();
      return source !== undefined && "header" in source
        ? { [source.header]: (scheme.prefix ?? "") + key }
        : {};
    }
    case "basic":
      return { authorization: `Basic ${Buffer.from(key).toString("base64")}` };
    case "jwt":
      throw new TwinError("signed tokens are not sent from here");
    default:
      return signedHeaders(scheme, request, key, now);
  }
}

function signedHeaders(
  scheme: SignedProof,
  request: UnsignedRequest,
  key: string,
  now: number,
): HeaderFields {
  const timestamp = timestampOf(scheme, now);
  const bytes = scheme.kind === "hmac" || scheme.kind === "digest" ? keyBytes(scheme, key) : Buffer.alloc(0);
  const content = contentOf(scheme.content, { request, timestamp, key: bytes });
  const encoded = signatureOf(scheme, key, bytes, content).toString(scheme.signature.encoding);
  const proof = (scheme.signature.prefix ?? "") + encoded;
  const { pairs, from } = scheme.signature;
  const place = familyOf(scheme, request);
  const stamp = scheme.timestamp?.from;
  if (stamp !== undefined && "pair" in stamp && pairs !== undefined) {
    const { item, keyValue, pick } = pairs;
    const pair = `${stamp.pair}${keyValue}${timestamp}${item}${pick}${keyValue}${proof}`;
    return { [headerOf(from, place)]: pair };
  }
  if (stamp !== undefined && "entry" in stamp) {
    return { [headerOf(from, place)]: `${timestamp},${proof}` };
  }
  return {
    ...(stamp === undefined || "pair" in stamp ? {} : { [headerOf(stamp, place)]: timestamp }),
    [headerOf(from, place)]: proof,
  };
}

/** Of headers with several families of names, the family of the id that the request has already. */
function familyOf({ content }: SignedProof, request: UnsignedRequest): number {
  const values = content.flatMap((part) => (typeof part === "object" && "value" in part ? [part.value] : []));
  return Math.max(0, ...values.map((sources) => placeOf(sources, request)));
}

function headerOf(sources: Sources, place: number): string {
  const list = [sources].flat();
  const source = list[place] ?? list[0];
  if (source === undefined || !("header" in source)) {
    throw new TwinError("only schemes that sign in a header can be signed here");
  }
  return source.header;
}

function timestampOf({ timestamp }: SignedProof, now: number): string {
  switch (timestamp?.unit) {
    case "s":
      return String(toSeconds(now));
    case "ms":
      return String(now);
    case "iso":
      return new Date(now).toISOString();
    case undefined:
      return "";
  }
}

function keyBytes({ key }: SignedProof, text: string): Buffer {
  const stripped = (key?.strip ?? []).reduce(
    (rest, mark) => (rest.startsWith(mark) ? rest.slice(mark.length) : rest),
    text,
  );
  const bytes = Buffer.from(stripped, key?.decode ?? "utf8");
  return key?.derive === undefined ? bytes : createHash(key.derive).update(bytes).digest();
}

function signatureOf(scheme: SignedProof, key: string, bytes: Buffer, content: Buffer): Buffer {
  switch (scheme.kind) {
    case "hmac":
      return createHmac(scheme.algorithm, bytes).update(content).digest();
    case "digest":
      return createHash(scheme.algorithm).update(content).digest();
    case "ed25519":
      return sign(null, content, privateKey(key));
    case "rsa":
      return sign(scheme.algorithm, content, privateKey(key));
    case "ecdsa-p256":
      return sign("sha256", content, privateKey(key));
  }
}

function privateKey(text: string): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(text, "base64"), format: "der", type: "pkcs8" });
  } catch (cause) {
    throw new TwinError("--secret takes the private key here: PKCS #8 in base64, as --new-key prints it", {
      cause,
    });
  }
}
