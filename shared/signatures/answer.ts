import { bytesToBase64, bytesToHex, utf8ToBytes } from "../crypto/bytes.ts";
import { hmac } from "./algorithms.ts";
import { type Handshake, type HmacPart, type ReplyPart, type ReplyTemplate, replyParts } from "./exchange.ts";
import { importSecret, type Key } from "./keys.ts";
import { openRequest, type RequestReader } from "./read.ts";
import type { Proof, Scheme } from "./scheme.ts";
import type { SignedRequest } from "./verifier.ts";

/** An answer that a scheme prescribes. */
export interface SchemeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HandshakeCircumstances {
  /** Whether the request's own signature held. */
  readonly verified: boolean;
  /** The secret that it held under, else the newest that is live; null where there is none. */
  readonly secret: string | null;
}

/** Challenges have a few hundred bytes; a larger body is an event and is not parsed twice. */
const MAX_HANDSHAKE_BYTES = 8192;

/** The form of a value that is signed though its request is not. */
const HEX = /^[0-9a-f]{16,64}$/;

const JSON_HEADERS = { "content-type": "application/json" };
/** Plain text that no browser takes for a page: it may hold the sender's own words. */
const TEXT_HEADERS = { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" };

/** The answer to a request that is a handshake of the scheme; null where it is none, or cannot be answered. */
export async function answerHandshake(
  scheme: Scheme,
  request: SignedRequest,
  circumstances: HandshakeCircumstances,
): Promise<SchemeAnswer | null> {
  if (request.body.length > MAX_HANDSHAKE_BYTES) {
    return null;
  }
  const reader = openRequest(request);
  const refused = request.method === "POST" && !circumstances.verified && circumstances.secret !== null;
  const handshake = scheme.handshakes?.find(
    (candidate) => (!refused || candidate.match.unsigned === true) && matches(candidate, request, reader),
  );
  if (handshake === undefined) {
    return null;
  }
  const texts = new Map<ReplyPart, string>();
  let key: Key | null = null;
  for (const part of replyParts(handshake.reply)) {
    if (typeof part === "object" && !("value" in part)) {
      key ??= await keyOf(scheme, circumstances.secret);
    }
    const text = await textOf(part, { scheme, reader, key, verified: circumstances.verified });
    if (text === null) {
      return null;
    }
    texts.set(part, text);
  }
  return render(handshake.reply, texts);
}

/** The answer to an accepted event; null where the scheme prescribes none. */
export function answerEvent(scheme: Scheme, request: Omit<SignedRequest, "method">): SchemeAnswer | null {
  if (scheme.reply === undefined) {
    return null;
  }
  const reader = openRequest(request);
  const texts = new Map<ReplyPart, string>();
  for (const part of replyParts(scheme.reply)) {
    texts.set(part, typeof part === "object" && "value" in part ? (reader.read(part.value) ?? "") : "");
  }
  return render(scheme.reply, texts);
}

function matches({ match }: Handshake, { method }: SignedRequest, reader: RequestReader): boolean {
  if (match.method !== method) {
    return false;
  }
  const value = match.value === undefined ? "" : reader.read(match.value);
  return value !== null && (match.equals === undefined || match.equals === value);
}

interface Given {
  readonly scheme: Scheme;
  readonly reader: RequestReader;
  readonly key: Key | null;
  readonly verified: boolean;
}

async function textOf(part: ReplyPart, { scheme, reader, key, verified }: Given): Promise<string | null> {
  if (typeof part === "string") {
    return part;
  }
  if ("value" in part) {
    return reader.read(part.value);
  }
  if ("keyName" in part) {
    return key?.name ?? null;
  }
  const value = reader.read(part.hmac);
  const signable = value !== null && (part.only === undefined ? verified : HEX.test(value));
  return signable && key !== null ? await signValue(scheme, part, value, key) : null;
}

/** Without a limit on its value only a request whose own signature held is answered: nobody else has anything signed. */
async function signValue(scheme: Scheme, part: HmacPart, value: string, key: Key): Promise<string | null> {
  if (!("kind" in scheme) || scheme.kind !== "hmac") {
    return null;
  }
  const mac = await hmac(scheme.algorithm, key.bytes, utf8ToBytes(value));
  return part.encoding === "hex" ? bytesToHex(mac) : bytesToBase64(mac);
}

async function keyOf(scheme: Scheme, secret: string | null): Promise<Key | null> {
  const proof: Proof | null = "kind" in scheme ? scheme : null;
  return secret === null || proof?.kind !== "hmac" ? null : await importSecret(proof, secret);
}

function render(template: ReplyTemplate, texts: ReadonlyMap<ReplyPart, string>): SchemeAnswer {
  const { status, headers = {}, text, json } = template;
  if (json !== undefined) {
    const fields = Object.entries(json).map(([name, part]): [string, unknown] => [
      name,
      typeof part === "number" || typeof part === "boolean" ? part : filled(part, texts),
    ]);
    return {
      status,
      headers: { ...headers, ...JSON_HEADERS },
      body: JSON.stringify(Object.fromEntries(fields)),
    };
  }
  const body = (text ?? []).map((part) => filled(part, texts)).join("");
  return { status, headers: body === "" ? headers : { ...headers, ...TEXT_HEADERS }, body };
}

function filled(part: ReplyPart, texts: ReadonlyMap<ReplyPart, string>): string {
  return typeof part === "string" ? part : (texts.get(part) ?? "");
}
