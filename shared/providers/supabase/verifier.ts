import { anyOf } from "../../signatures/any-of.ts";
import { prepareVerifier } from "../../signatures/prepare.ts";
import { type SchemeInput, schemeSchema } from "../../signatures/scheme.ts";
import { STANDARD_WEBHOOKS } from "../../signatures/standard-webhooks.ts";
import type { LiveSecret, Verifier } from "../../signatures/verifier.ts";

/** A database webhook is not signed: a header that its author entered holds the secret. */
const TOKEN = { kind: "token", from: { header: "x-webhook-secret" } } satisfies SchemeInput;
const BEARER = { kind: "token", from: { header: "authorization" }, prefix: "Bearer " } satisfies SchemeInput;

/** Whether a request is an auth hook, which alone is signed. */
export function isAuthHook(headers: Headers): boolean {
  return headers.has("webhook-signature");
}

/** A signature counts where there is one: a bearer token beside it proves nothing. */
export function prepareSupabaseVerifier(secrets: readonly LiveSecret[]): Verifier {
  const prepare = (scheme: SchemeInput) => prepareVerifier(schemeSchema.parse(scheme), secrets);
  const signed = prepare(STANDARD_WEBHOOKS);
  const token = anyOf(prepare(TOKEN), prepare(BEARER));
  return {
    verify: (request, now) => (isAuthHook(request.headers) ? signed : token).verify(request, now),
  };
}
