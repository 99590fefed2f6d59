import type { Answer, ApiRequest, Caller, ProviderApi, Route } from "../../api/provider-api.ts";
import { fetchMessage, listMessages } from "./list.ts";
import { callbackOverrides, rfc2822, sendMessage } from "./messages.ts";
import { notFound, refusals, unauthorized } from "./refusals.ts";

const ACCOUNT = /^AC[0-9a-zA-Z]{32}$/;
const API_KEY = /^SK[0-9a-zA-Z]{32}$/;
const OPENED = Date.UTC(2026, 0, 5, 9);

function identify(request: ApiRequest): Caller | Answer {
  const [, account = ""] = /^\/2010-04-01\/Accounts\/([^/.]+)/.exec(request.path) ?? [];
  const [, encoded = ""] = /^Basic (\S+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  const [, user = "", password = ""] = /^([^:]*):(.*)$/.exec(Buffer.from(encoded, "base64").toString()) ?? [];
  const isOwn = ACCOUNT.test(user) && (account === "" || user === account);
  if (password === "" || password.includes("invalid") || !(isOwn || API_KEY.test(user))) {
    return unauthorized;
  }
  return ACCOUNT.test(account) ? { account, credential: `${user}:${password}` } : notFound(request);
}

/** Fetch an account. https://www.twilio.com/docs/iam/api/account#fetch-an-account-resource */
const fetchAccount: Route = {
  method: "GET",
  path: "/2010-04-01/Accounts/{account}.json",
  action: "account.fetch",
  takes: ["query"],
  described: { file: "twilio.api.json", path: "/2010-04-01/Accounts/{Sid}.json" },
  params: { type: "object", properties: {} },
  act: ({ account, credential }) => {
    const uri = `/2010-04-01/Accounts/${account}`;
    const [user, token] = credential.split(":");
    const body = {
      // Twilio shows the token to whoever called with it.
      ...(user === account ? { auth_token: token } : {}),
      date_created: rfc2822(OPENED),
      date_updated: rfc2822(OPENED),
      friendly_name: "Café Crème",
      owner_account_sid: account,
      sid: account,
      status: "active",
      subresource_uris: { calls: `${uri}/Calls.json`, messages: `${uri}/Messages.json` },
      type: "Full",
      uri: `${uri}.json`,
    };
    return { answer: { status: 200, body } };
  },
};

/** Twilio: messages. https://www.twilio.com/docs/usage/api */
export const twilioApi: ProviderApi = {
  provider: "twilio",
  origin: "https://api.twilio.com",
  hints: [
    "any AC… or SK… with any secret; one with `invalid` in it is refused",
    "To +15005550001 is no number, …2 not reachable, …3 not permitted, …4 unsubscribed (21610), …9 no mobile",
    "From +15005550001 is no number, …7 not ours, …8 has a full queue",
  ],
  identify,
  routes: [sendMessage, listMessages, fetchMessage, fetchAccount],
  refuse: refusals,
  headers: ({ ids }) => ({
    "content-type": "application/json;charset=utf-8",
    "twilio-concurrent-requests": "1",
    "twilio-request-id": `RQ${ids.hex("request", 32)}`,
    "x-api-domain": "api.twilio.com",
  }),
  receipts: {
    action: sendMessage.action,
    statuses: () => ["sent", "delivered"],
    type: (status) => `message.${status}`,
    overrides: callbackOverrides,
  },
};
