import { base64ToBytes, base64UrlToBytes, hexToBytes } from "../crypto/bytes.ts";
import type { SignatureRule } from "./scheme.ts";

/** Each candidate costs a comparison or a public-key operation under each secret. */
export const MAX_CANDIDATES = 10;

/** Characters; ten RSA signatures of 4096 bits take 6,840. */
const MAX_SIGNATURE_LENGTH = 16_384;

type PairRule = NonNullable<SignatureRule["pairs"]>;

export interface Pair {
  readonly name: string;
  readonly value: string;
}

const decoders: Record<SignatureRule["encoding"], (text: string) => Uint8Array | null> = {
  hex: hexToBytes,
  base64: base64ToBytes,
  base64url: base64UrlToBytes,
};

/** The pairs of `t=1,v1=…` in the order sent, without white space around names and values; what is no pair is passed over. */
export function parsePairs(text: string, rule: PairRule): readonly Pair[] {
  return text.split(rule.item).flatMap((item) => {
    const at = item.indexOf(rule.keyValue);
    return at === -1 ? [] : [{ name: item.slice(0, at).trim(), value: item.slice(at + 1).trim() }];
  });
}

/**
 * The signatures that a value holds, decoded; at most MAX_CANDIDATES, empty where the value is malformed.
 * Entries of another version or encoding are passed over. A scheme without list or pairs takes the whole value as one
 * entry, so that a header sent twice (merged as `a, b`) is malformed: no encoding has a comma.
 */
export function decodeCandidates(text: string, rule: SignatureRule): readonly Uint8Array[] {
  if (text.length > MAX_SIGNATURE_LENGTH) {
    return [];
  }
  const prefix = rule.prefix ?? "";
  const candidates: Uint8Array[] = [];
  for (const entry of entriesOf(text, rule)) {
    const decoded = entry.startsWith(prefix) ? decoders[rule.encoding](entry.slice(prefix.length)) : null;
    if (decoded !== null && decoded.length > 0 && candidates.length < MAX_CANDIDATES) {
      candidates.push(decoded);
    }
  }
  return candidates;
}

/** The entries of a list, without white space and the commas that some senders put before it. */
export function listEntries(
  text: string,
  { separator }: NonNullable<SignatureRule["list"]>,
): readonly string[] {
  if (separator === "comma") {
    return text.split(",").map((entry) => entry.trim());
  }
  // Supabase, and every header sent twice, puts a comma before the space.
  return text.split(/\s+/).map((entry) => (entry.endsWith(",") ? entry.slice(0, -1) : entry));
}

/** The form of a signature value for a person: `v1=<hex> among pairs separated by ","`. */
export function describeSignature(rule: SignatureRule): string {
  const entry = `${rule.prefix ?? ""}<${rule.encoding}>`;
  if (rule.pairs !== undefined) {
    return `${rule.pairs.pick ?? "<name>"}${rule.pairs.keyValue}${entry} among pairs separated by "${rule.pairs.item}"`;
  }
  return rule.list === undefined ? entry : `${entry}, one or several separated by ${rule.list.separator}s`;
}

function entriesOf(text: string, rule: SignatureRule): readonly string[] {
  const { pairs, list } = rule;
  if (pairs !== undefined) {
    return parsePairs(text, pairs)
      .filter((pair) => pairs.pick === undefined || pair.name === pairs.pick)
      .map((pair) => pair.value);
  }
  return list === undefined ? [text.trim()] : listEntries(text, list);
}
