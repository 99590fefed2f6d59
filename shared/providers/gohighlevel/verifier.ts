import { anyOf } from "../../signatures/any-of.ts";
import { prepareVerifier } from "../../signatures/prepare.ts";
import { type SchemeInput, schemeSchema } from "../../signatures/scheme.ts";
import type { LiveSecret, Verifier } from "../../signatures/verifier.ts";

export const HEADER = "x-ghl-signature";
const OLDER_HEADER = "x-wh-signature";

/** Ed25519 over the body. */
export const SCHEME = {
  kind: "ed25519",
  signature: { from: { header: HEADER }, encoding: "base64" },
  content: [{ body: "raw" }],
} satisfies SchemeInput;

/** RSA over the body, which HighLevel says it sends no more; in force only where its RSA key is a secret here. */
export const OLDER_SCHEME = {
  kind: "rsa",
  algorithm: "sha256",
  signature: { from: { header: OLDER_HEADER }, encoding: "base64" },
  content: [{ body: "raw" }],
} satisfies SchemeInput;

/** https://marketplace.gohighlevel.com/docs/webhook/WebhookIntegrationGuide */
export function prepareHighLevelVerifier(secrets: readonly LiveSecret[]): Verifier {
  return anyOf(
    prepareVerifier(schemeSchema.parse(SCHEME), secrets),
    prepareVerifier(schemeSchema.parse(OLDER_SCHEME), secrets),
  );
}
