import type { Answer, ApiRequest, Caller, KeyRules, ProviderApi, Route } from "../../api/provider-api.ts";
import { createIds } from "../../ids.ts";
import { emailOverrides, emailStatuses, sendEmail, sendEmails } from "./emails.ts";
import { retrieveReceived } from "./received.ts";
import { refusal, refusals } from "./refusals.ts";

const DOMAIN = "cafe-creme.example";
const CREATED_AT = "2026-01-05 09:00:00.000000+00";

function identify({ headers }: ApiRequest): Caller | Answer {
  if (!headers.has("user-agent")) {
    return { status: 403, body: "error code: 1010" };
  }
  const authorization = headers.get("authorization");
  if (authorization === null) {
    return refusal(401, "missing_api_key", "Missing API Key");
  }
  const [, key = ""] = /^Bearer (re_[A-Za-z0-9_]+)$/.exec(authorization) ?? [];
  if (key === "" || key.includes("invalid")) {
    return refusal(403, "invalid_api_key", "API key is invalid");
  }
  return { account: `team_${createIds(`resend ${key}`, 0, 0).hex("team", 8)}`, credential: key };
}

/** List domains. https://resend.com/docs/api-reference/domains/list-domains */
const listDomains: Route = {
  method: "GET",
  path: "/domains",
  action: "domain.list",
  takes: ["query"],
  described: { file: "resend.json", path: "/domains" },
  params: {
    type: "object",
    properties: {
      limit: { type: "integer", minimum: 1, maximum: 100 },
      after: { type: "string" },
      before: { type: "string" },
    },
  },
  check: ({ credential }) =>
    credential.startsWith("re_sending")
      ? refusal(401, "restricted_api_key", "This API key is restricted to only send emails")
      : null,
  act: ({ account }) => ({
    answer: {
      status: 200,
      body: {
        object: "list",
        has_more: false,
        data: [
          {
            id: createIds(account, 0, 0).uuid("domain"),
            name: DOMAIN,
            status: "verified",
            created_at: CREATED_AT,
            region: "eu-west-1",
            open_tracking: false,
            click_tracking: false,
            capabilities: { sending: "enabled", receiving: "disabled" },
          },
        ],
      },
    },
  }),
};

/** https://resend.com/docs/dashboard/emails/idempotency-keys */
const keys: KeyRules = {
  header: "idempotency-key",
  maxLength: 256,
  within: "endpoint",
  malformed: () =>
    refusal(400, "invalid_idempotency_key", "The idempotency key must be between 1-256 characters."),
  inUse: () =>
    refusal(
      409,
      "concurrent_idempotent_requests",
      "Same idempotency key used while original request is still in progress.",
    ),
  reused: () =>
    refusal(
      409,
      "invalid_idempotent_request",
      "This idempotency key has been used with this HTTP method and endpoint within the last 24 hours, but the request body was modified and doesn't match the original request.",
    ),
};

/** Resend: emails. https://resend.com/docs/api-reference/introduction */
export const resendApi: ProviderApi = {
  provider: "resend",
  origin: "https://api.resend.com",
  hints: [
    "any key re_…; one with `invalid` in it is refused, re_sending… may only send",
    "a sender at unverified.… is refused as of an unverified domain",
    "receipts: bounced@resend.dev bounces, complained@resend.dev complains",
  ],
  identify,
  routes: [sendEmail, sendEmails, listDomains, retrieveReceived],
  refuse: refusals,
  headers: ({ standing }): Record<string, string> =>
    standing === null
      ? {}
      : {
          "ratelimit-limit": String(standing.limit),
          "ratelimit-remaining": String(standing.remaining),
          "ratelimit-reset": String(standing.resetSeconds),
          "ratelimit-policy": `${standing.limit};w=${standing.perSeconds}`,
        },
  keys,
  advertised: { limit: 5, perSeconds: 1 },
  receipts: {
    action: sendEmail.action,
    statuses: emailStatuses,
    type: (status) => status,
    overrides: emailOverrides,
  },
};
