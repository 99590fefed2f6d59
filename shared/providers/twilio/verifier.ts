import { equalBytes, hexToBytes } from "../../crypto/bytes.ts";
import { digest } from "../../signatures/algorithms.ts";
import { prepareVerifier } from "../../signatures/prepare.ts";
import type { Part, Scheme } from "../../signatures/scheme.ts";
import {
  type LiveSecret,
  refuse,
  type SignedRequest,
  type Verdict,
  type Verifier,
} from "../../signatures/verifier.ts";

export const SIGNATURE_HEADER = "x-twilio-signature";

function schemeOf(content: Part[]): Scheme {
  return {
    kind: "hmac",
    algorithm: "sha1",
    signature: { from: { header: SIGNATURE_HEADER }, encoding: "base64" },
    content,
  };
}

/** A form is signed by its parameters. A body that is none leaves text here that no signature of Twilio's covers. */
const FORM_SCHEME = schemeOf([{ url: "registered" }, { formSorted: true }]);

/** Any other body is signed by its hash in the URL. */
const HASH_SCHEME = schemeOf([{ url: "registered" }]);

const BODY_MISMATCH = refuse(
  "invalid_signature",
  "signature",
  "bodySHA256 in the URL to be the hash of the body",
);

/**
 * Twilio's own verification: HMAC-SHA1 over the URL and the sorted form, or over a URL that holds the body's hash.
 * Nothing signed tells when: a replay is kept out by the event's id alone.
 * https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
export function prepareTwilioVerifier(secrets: readonly LiveSecret[]): Verifier {
  const byForm = prepareVerifier(FORM_SCHEME, secrets);
  const byHash = prepareVerifier(HASH_SCHEME, secrets);
  return {
    async verify(request, now) {
      const bodyHash = bodyHashOf(request.url);
      if (bodyHash === null) {
        return verifySpellings(byForm, request, now);
      }
      const verdict = await verifySpellings(byHash, request, now);
      return verdict.ok && !(await isHashOf(bodyHash, request.body)) ? BODY_MISMATCH : verdict;
    },
  };
}

function bodyHashOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).searchParams.get("bodySHA256") : null;
}

async function isHashOf(hex: string, body: Uint8Array): Promise<boolean> {
  const hash = hexToBytes(hex);
  return hash !== null && equalBytes(hash, await digest("sha256", body));
}

async function verifySpellings(verifier: Verifier, request: SignedRequest, now: number): Promise<Verdict> {
  const { method, headers, body } = request;
  const [likeliest, ...others] = spellingsOf(request.url);
  let verdict = await verifier.verify({ method, url: likeliest, headers, body }, now);
  for (const url of others) {
    if (verdict.ok || verdict.step !== "signature") {
      break;
    }
    verdict = await verifier.verify({ method, url, headers, body }, now);
  }
  return verdict;
}

/**
 * The ways in which Twilio's systems may have written the URL they signed, likeliest first: as registered, normalised,
 * with its query escaped anew, each without and with its port. The fragment, which sets retries, is never signed.
 * https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
 */
function spellingsOf(url: string): readonly [string, ...string[]] {
  const registered = url.replace(/#.*$/s, "");
  const normalised = URL.canParse(registered) ? new URL(registered).href : registered;
  const spellings = [registered, normalised, withEscapedQuery(normalised)];
  const likeliest = withoutPort(registered);
  const others = new Set(spellings.flatMap((spelling) => [withoutPort(spelling), withPort(spelling)]));
  others.delete(likeliest);
  return [likeliest, ...others];
}

function withoutPort(url: string): string {
  return url.replace(/^(https?:\/\/[^/?]*?):\d+(?=[/?]|$)/i, "$1");
}

function withPort(url: string): string {
  const bare = withoutPort(url);
  if (bare !== url) {
    return url;
  }
  const port = /^https:/i.test(url) ? ":443" : ":80";
  return url.replace(/^https?:\/\/[^/?]*/i, (origin) => origin + port);
}

function withEscapedQuery(url: string): string {
  const [base = "", query = ""] = url.split(/\?(.*)/s, 2);
  const pairs = [...new URLSearchParams(`&${query}`)];
  const escaped = pairs.map((pair) => pair.map(encodeURIComponent).join("="));
  return escaped.length === 0 ? url : `${base}?${escaped.join("&")}`;
}
