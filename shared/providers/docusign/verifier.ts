import { prepareVerifier } from "../../signatures/prepare.ts";
import { type SchemeInput, schemeSchema } from "../../signatures/scheme.ts";
import type { LiveSecret, Verifier } from "../../signatures/verifier.ts";

/** One header a key of the account: `X-DocuSign-Signature-1` to at most `-100`. */
const NUMBERED = /^x-docusign-signature-\d{1,3}$/;
const ALL = "x-docusign-signature";

/** The first key's header, as DocuSign sends it. */
export const SCHEME = {
  kind: "hmac",
  algorithm: "sha256",
  signature: { from: { header: "x-docusign-signature-1" }, encoding: "base64" },
  content: [{ body: "raw" }],
} satisfies SchemeInput;

const LISTED = {
  ...SCHEME,
  signature: { from: { header: ALL }, list: { separator: "comma" }, encoding: "base64" },
} satisfies SchemeInput;

/**
 * Accepts when any of the numbered signatures holds under any of the endpoint's keys: the numbers say nothing of a
 * key's age. The first ten count, as in every list of signatures.
 * https://developers.docusign.com/platform/webhooks/connect/hmac/
 */
export function prepareDocuSignVerifier(secrets: readonly LiveSecret[]): Verifier {
  const verifier = prepareVerifier(schemeSchema.parse(LISTED), secrets);
  return {
    async verify(request, now) {
      const signatures = [...request.headers].filter(([name]) => NUMBERED.test(name));
      const headers = new Headers(
        signatures.length === 0 ? [] : [[ALL, signatures.map(([, value]) => value).join(",")]],
      );
      return await verifier.verify({ ...request, headers }, now);
    },
  };
}
