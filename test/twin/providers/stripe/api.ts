import type { Answer, ApiRequest, Caller, KeyRules, ProviderApi } from "../../api/provider-api.ts";
import { createIds } from "../../ids.ts";
import { getAccount, getBalance } from "./account.ts";
import { createCustomer } from "./customers.ts";
import { createPaymentIntent } from "./payment-intents.ts";
import { invalid, refusal, refusals } from "./refusals.ts";
import { API_VERSION } from "./scene.ts";

/** The key in `Bearer`, or as the user name in `Basic`. */
function readKey(authorization: string): string {
  const [, scheme = "", value = ""] = /^(Bearer|Basic) (\S+)$/i.exec(authorization) ?? [];
  const text = scheme.toLowerCase() === "basic" ? Buffer.from(value, "base64").toString() : value;
  return text.replace(/:$/, "");
}

/** A key as Stripe shows it: its kind and its end, of a long one. */
function starred(key: string): string {
  const [kind = ""] = /^[rs]k_(test|live)_/.exec(key) ?? [];
  return `${kind}${"*".repeat(12)}${key.length < 20 ? "" : key.slice(-4)}`;
}

function unauthorized(message: string): Answer {
  const answer = refusal(401, { message, type: "invalid_request_error" });
  return { ...answer, headers: { "www-authenticate": 'Basic realm="Stripe"' } };
}

function identify({ headers }: ApiRequest): Caller | Answer {
  const authorization = headers.get("authorization");
  if (authorization === null) {
    return unauthorized(
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.",
    );
  }
  const key = readKey(authorization);
  if (!/^[rs]k_(test|live)_\w+$/.test(key) || key.includes("invalid")) {
    return unauthorized(`Invalid API Key provided: ${starred(key)}`);
  }
  const own = `acct_${createIds(`stripe ${key}`, 0, 0).base62("account", 16)}`;
  return { account: headers.get("stripe-account") ?? own, credential: key };
}

/** https://docs.stripe.com/api/idempotent_requests */
const keys: KeyRules = {
  header: "idempotency-key",
  maxLength: 255,
  within: "account",
  malformed: () => invalid("Idempotency keys can be up to 255 characters long."),
  inUse: (key) =>
    refusal(409, {
      code: "idempotency_key_in_use",
      message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
      type: "invalid_request_error",
    }),
  reused: (key, firstPath, path) =>
    refusal(400, {
      message:
        firstPath === path
          ? `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`
          : `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${firstPath}'). Try using a key other than '${key}' if you meant to execute a different request.`,
      type: "idempotency_error",
    }),
  replayed: { "idempotent-replayed": "true" },
};

/** Stripe: customers and payments. https://docs.stripe.com/api */
export const stripeApi: ProviderApi = {
  provider: "stripe",
  origin: "https://api.stripe.com",
  hints: [
    "any key sk_test_…, sk_live_…, rk_test_… or rk_live_…; one with `invalid` in it is refused",
    "Stripe's pm_card_chargeDeclined… and pm_card_authenticationRequired are declined with confirm=true",
  ],
  identify,
  routes: [createCustomer, createPaymentIntent, getBalance, getAccount],
  refuse: refusals,
  headers: ({ request, ids }) => {
    const key = request.headers.get(keys.header);
    return {
      "request-id": `req_${ids.base62("request", 14)}`,
      "stripe-version": request.headers.get("stripe-version") ?? API_VERSION,
      ...(key === null ? {} : { "idempotency-key": key }),
    };
  },
  keys,
};
