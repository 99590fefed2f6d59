import { anyOf } from "../../signatures/any-of.ts";
import { prepareVerifier } from "../../signatures/prepare.ts";
import { type Part, type SchemeInput, schemeSchema } from "../../signatures/scheme.ts";
import { type LiveSecret, refuse, type Verifier } from "../../signatures/verifier.ts";

export const VERSION_3_HEADER = "x-hubspot-signature-v3";
const HEADER = "x-hubspot-signature";
const VERSION_HEADER = "x-hubspot-signature-version";

/** The escapes that HubSpot decodes in the URL before it signs. */
const DECODED = ["%3A", "%2F", "%3F", "%40", "%21", "%24", "%27", "%28", "%29", "%2A", "%2C", "%3B"];

/** Version 3: HMAC over method, URL, body and a timestamp in ms. */
export function version3(decode: string[]) {
  return {
    kind: "hmac",
    algorithm: "sha256",
    signature: { from: { header: VERSION_3_HEADER }, encoding: "base64" },
    timestamp: { from: { header: "x-hubspot-request-timestamp" }, unit: "ms" },
    content: [{ method: true }, { url: "registered", decode }, { body: "raw" }, { timestamp: true }],
  } satisfies SchemeInput;
}

/** Versions 1 and 2: plain hashes with the secret in front. */
function hashed(content: Part[]) {
  return {
    kind: "digest",
    algorithm: "sha256",
    signature: { from: { header: HEADER }, encoding: "hex" },
    content,
  } satisfies SchemeInput;
}

/**
 * HubSpot signs in three versions, and some requests in two at once: where there is a third, it alone counts. The
 * official library does not decode the URL, HubSpot's documents do, so both spellings are taken.
 * https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation
 */
export function prepareHubSpotVerifier(secrets: readonly LiveSecret[]): Verifier {
  const prepare = (scheme: SchemeInput) => prepareVerifier(schemeSchema.parse(scheme), secrets);
  const byVersion: Readonly<Record<string, Verifier>> = {
    v1: prepare(hashed([{ secret: true }, { body: "raw" }])),
    v2: prepare(hashed([{ secret: true }, { method: true }, { url: "registered" }, { body: "raw" }])),
    v3: anyOf(prepare(version3(DECODED)), prepare(version3([]))),
  };
  return {
    async verify(request, now) {
      const { headers } = request;
      const isOlder = !headers.has(VERSION_3_HEADER) && headers.has(HEADER);
      const version = isOlder ? (headers.get(VERSION_HEADER) ?? "v1").toLowerCase() : "v3";
      const verifier = Object.hasOwn(byVersion, version) ? byVersion[version] : undefined;
      return verifier === undefined
        ? refuse("header_malformed", "header", `header "${VERSION_HEADER}": v1 or v2`)
        : await verifier.verify(request, now);
    },
  };
}
