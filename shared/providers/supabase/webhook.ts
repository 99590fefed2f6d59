import { readJson } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, idOf, nameOf } from "../../model/read.ts";
import type { InboundBody, ProtocolReply, Webhook } from "../define.ts";
import { isAuthHook, prepareSupabaseVerifier } from "./verifier.ts";

/** What an auth hook's payload has that no other has: the hook itself is not named in it. */
const HOOKS: readonly (readonly [string, string])[] = [
  ["email_data", "send_email"],
  ["sms", "send_sms"],
  ["claims", "custom_access_token"],
  ["factor_id", "mfa_verification_attempt"],
  ["valid", "password_verification_attempt"],
];

/** An auth hook: every attempt has another id, so that the bytes tell one from another. */
function readAuthHook(data: unknown): ProviderEvent {
  const named = nameOf(at(data, "metadata", "name"))?.replaceAll("-", "_");
  const shaped = HOOKS.find(([field]) => at(data, field) !== undefined)?.[1];
  return {
    id: null,
    type: named ?? shaped ?? "auth_hook",
    subject: idOf(at(data, "user", "id")) ?? idOf(at(data, "user_id")),
    time: null,
    data,
  };
}

/** A row's change: nothing numbers or dates it, so that the bytes tell one from another. */
function readChange(data: unknown): ProviderEvent {
  const table = [nameOf(at(data, "schema")), nameOf(at(data, "table"))];
  return {
    id: null,
    type: nameOf(at(data, "type")) ?? "unknown",
    subject: nameOf(table.filter((part) => part !== null).join(".")),
    time: null,
    data,
  };
}

/**
 * One event a body, of a database webhook or of an auth hook.
 * https://supabase.com/docs/guides/database/webhooks https://supabase.com/docs/guides/auth/auth-hooks
 * @throws UnparsedBody when the body is not JSON
 */
function events(body: InboundBody): readonly ProviderEvent[] {
  const data = readJson(body.bytes);
  return [isAuthHook(body.headers) ? readAuthHook(data) : readChange(data)];
}

/** An auth hook's answer is read: an empty object lets the user's request go on as it is. */
function reply(body: InboundBody): ProtocolReply | null {
  return isAuthHook(body.headers)
    ? { status: 200, headers: { "content-type": "application/json" }, body: "{}" }
    : null;
}

/** https://supabase.com/docs/guides/auth/auth-hooks#securing-your-hooks */
export const webhook = {
  secret: {
    label: "Secret",
    hint: "Of an auth hook the secret v1,whsec_… that Supabase generates; of a database webhook a long random text that you choose.",
    example: "v1,whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3",
  },
  headers: ["webhook-id", "webhook-timestamp", "webhook-signature", "x-webhook-secret"],
  verifier: prepareSupabaseVerifier,
  reply,
  events,
  eventTypes: [
    "DELETE",
    "INSERT",
    "UPDATE",
    "after_user_created",
    "before_user_created",
    "mfa_verification_attempt",
    "password_verification_attempt",
    "send_email",
    "send_sms",
  ],
  setup: [
    "For a database webhook open Integrations, Database Webhooks, choose table and events, and paste the endpoint's URL.",
    "Add a header X-Webhook-Secret with a long random text, and paste the same text here.",
    "For an auth hook open Authentication, Hooks, choose HTTPS and paste the endpoint's URL.",
    "Generate its secret, which begins with v1,whsec_, and paste it here.",
    "Change a row, or sign up, and look for the event under Events.",
  ],
} satisfies Webhook;
