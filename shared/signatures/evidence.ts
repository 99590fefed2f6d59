import { base64ToBytes, utf8ToBytes } from "../crypto/bytes.ts";
import {
  decodeCandidates,
  describeSignature,
  listEntries,
  MAX_CANDIDATES,
  parsePairs,
} from "./candidates.ts";
import { collectPieces, type Piece } from "./content.ts";
import { itemsAt } from "./json-pointer.ts";
import { describeSources, openRequest, type RequestReader } from "./read.ts";
import type { JwtProof, Proof, SignedProof, Sources } from "./scheme.ts";
import { describeTimestamp, isFresh, parseTimestamp } from "./timestamp.ts";
import { type Refusal, refuse, type SignedRequest } from "./verifier.ts";

/** Each item costs as much as a request. */
const MAX_ITEMS = 100;

/** All that a request, or an item of it, offers for its verification, before any key is used. */
export interface Evidence {
  readonly candidates: readonly Uint8Array[];
  readonly pieces: readonly Piece[];
  /** ms since the epoch; null where the scheme has no timestamp. */
  readonly signedAt: number | null;
}

interface Received {
  readonly request: SignedRequest;
  readonly reader: RequestReader;
  /** ms since the epoch */
  readonly now: number;
}

interface Credential {
  readonly from: Sources;
  readonly prefix: string;
  readonly decode: (text: string) => Uint8Array | null;
  readonly form: string;
}

/**
 * Reads a request by its scheme as of `now` (ms since the epoch); the refusal is that of the first step that fails.
 * Several where every item is signed for itself: all of them must hold.
 */
export function collectEvidence(
  scheme: Exclude<Proof, JwtProof>,
  request: SignedRequest,
  now: number,
): readonly Evidence[] | Refusal {
  if (!("each" in scheme) || scheme.each === undefined) {
    const evidence = readRequest(scheme, { request, reader: openRequest(request), now });
    return "ok" in evidence ? evidence : [evidence];
  }
  const items = itemsAt(openRequest(request).document(), scheme.each);
  if (items.length === 0 || items.length > MAX_ITEMS) {
    return refuse("header_missing", "header", `one to ${MAX_ITEMS} items at "${scheme.each}" of the body`);
  }
  const all: Evidence[] = [];
  for (const item of items) {
    const evidence = readRequest(scheme, { request, reader: openRequest(request, () => item), now });
    if ("ok" in evidence) {
      return evidence;
    }
    all.push(evidence);
  }
  return all;
}

function readRequest(scheme: Exclude<Proof, JwtProof>, received: Received): Evidence | Refusal {
  switch (scheme.kind) {
    case "token":
      return readCredential(received.reader, {
        from: scheme.from,
        prefix: scheme.prefix ?? "",
        decode: utf8ToBytes,
        form: "the secret",
      });
    case "basic":
      // User and password are compared as one: no user holds a colon (RFC 7617 section 2), so the first one parts them.
      return readCredential(received.reader, {
        from: { header: "authorization" },
        prefix: "Basic ",
        decode: base64ToBytes,
        form: "user:password in base64",
      });
    default:
      return readSigned(scheme, received);
  }
}

function readSigned(scheme: SignedProof, received: Received): Evidence | Refusal {
  const { from, all } = scheme.signature;
  const texts = (all ? [from].flat() : [from]).flatMap((source) => received.reader.read(source) ?? []);
  const [text] = texts;
  if (text === undefined) {
    return missing(from);
  }
  const candidates = texts
    .flatMap((value) => decodeCandidates(value, scheme.signature))
    .slice(0, MAX_CANDIDATES);
  if (candidates.length === 0) {
    return malformed(from, describeSignature(scheme.signature));
  }
  const timestamp = readTimestamp(scheme, text, received.reader);
  if (typeof timestamp !== "string") {
    return timestamp;
  }
  const pieces = collectPieces(scheme.content, { ...received, timestamp });
  if ("ok" in pieces) {
    return pieces;
  }
  // Before the signature, so that nobody who replays an old request learns whether its signature held.
  const judged = judgeTimestamp(scheme, timestamp, received.now);
  return "ok" in judged ? judged : { candidates, pieces, signedAt: judged.signedAt };
}

/** The timestamp as sent; empty where the scheme has none. */
function readTimestamp(scheme: SignedProof, signature: string, reader: RequestReader): string | Refusal {
  if (scheme.timestamp === undefined) {
    return "";
  }
  const { from } = scheme.timestamp;
  if ("entry" in from) {
    const { list } = scheme.signature;
    return (list && listEntries(signature, list)[0]) ?? "";
  }
  if (!("pair" in from)) {
    return reader.read(from) ?? missing(from);
  }
  const rule = scheme.signature.pairs;
  const pairs = rule === undefined ? [] : parsePairs(signature, rule);
  const pair = pairs.find(({ name }) => name === from.pair);
  return pair?.value ?? malformed(scheme.signature.from, `a pair "${from.pair}" with the timestamp`);
}

function judgeTimestamp(
  scheme: SignedProof,
  text: string,
  now: number,
): Pick<Evidence, "signedAt"> | Refusal {
  if (scheme.timestamp === undefined) {
    return { signedAt: null };
  }
  const { unit, pastSeconds, futureSeconds } = scheme.timestamp;
  const instant = parseTimestamp(text, unit);
  if (instant === null) {
    return refuse("timestamp_malformed", "timestamp", describeTimestamp(unit));
  }
  return isFresh(instant, scheme.timestamp, now)
    ? { signedAt: instant.at }
    : refuse("stale_timestamp", "timestamp", `at most ${pastSeconds} s old and ${futureSeconds} s ahead`);
}

/** The prefix in any case, as an authentication scheme's name may be (RFC 9110 section 11.1). */
function readCredential(
  reader: RequestReader,
  { from, prefix, decode, form }: Credential,
): Evidence | Refusal {
  const text = reader.read(from);
  if (text === null) {
    return missing(from);
  }
  const prefixed = text.toLowerCase().startsWith(prefix.toLowerCase());
  const credential = prefixed ? decode(text.slice(prefix.length).trim()) : null;
  return credential === null || credential.length === 0
    ? malformed(from, `${prefix}${form}`)
    : { candidates: [credential], pieces: [], signedAt: null };
}

function missing(from: Sources): Refusal {
  return refuse("header_missing", "header", describeSources(from));
}

function malformed(from: Sources, form: string): Refusal {
  return refuse("header_malformed", "header", `${describeSources(from)}: ${form}`);
}
