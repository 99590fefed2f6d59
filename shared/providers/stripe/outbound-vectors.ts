import {
  CLIENT_IN_BODY,
  codeForm,
  type ExpectedRequest,
  type InvalidVector,
  type OutboundVectors,
  SAMPLE_REFERENCE,
} from "../vectors.ts";
import { answers, error } from "./answer-vectors.ts";
import { lookups } from "./lookup-vectors.ts";
import { registrationVectors } from "./registration-vectors.ts";

const SECRET_KEY = "rk_test_51TestTestTestTestTest";
const CARD = "4242 4242 4242 4242";

const headers = {
  authorization: `Bearer ${SECRET_KEY}`,
  "stripe-version": "2026-10-28.endive",
  "stripe-account": null,
  "x-stripe-client-telemetry": null,
};

const keyed = {
  ...headers,
  "content-type": "application/x-www-form-urlencoded",
  "idempotency-key": SAMPLE_REFERENCE,
};

const customers = { method: "POST", url: "https://api.stripe.com/v1/customers", headers: keyed };
const intents = { method: "POST", url: "https://api.stripe.com/v1/payment_intents", headers: keyed };
const balance: ExpectedRequest = { method: "GET", url: "https://api.stripe.com/v1/balance", headers };
const reference = ["metadata[causeway_job]", SAMPLE_REFERENCE] as const;

const intent = { id: "pi_1", status: "succeeded", amount: 1250, currency: "eur" };

function cardIn(title: string, input: unknown, path: string): InvalidVector {
  return { title: `a card number in ${title}`, input, path };
}

export const outbound: OutboundVectors = {
  connection: { credentials: { secretKey: SECRET_KEY } },
  actions: {
    "customer.create": {
      requests: [
        {
          title: "creates a customer with the job's id in its metadata",
          input: {
            email: "zoe@example.com",
            name: "Zoë & Söhne",
            // its digits pass a card's check by chance
            phone: "+4915112345678",
            description: "since 2026",
            metadata: { "external id": "1" },
          },
          request: {
            ...customers,
            body: {
              form: [
                ["email", "zoe@example.com"],
                ["name", "Zoë & Söhne"],
                ["phone", "+4915112345678"],
                ["description", "since 2026"],
                ["metadata[external id]", "1"],
                reference,
              ],
            },
          },
        },
        {
          title: "acts for the connected account",
          connection: {
            credentials: { secretKey: SECRET_KEY, connectedAccountId: "acct_1ExampleExample00" },
          },
          input: {},
          request: {
            ...customers,
            headers: { ...keyed, "stripe-account": "acct_1ExampleExample00" },
            body: { form: [reference] },
          },
        },
      ],
      lookups: lookups("customers", headers, { input: {}, made: { id: "cus_1" }, result: { id: "cus_1" } }),
      invalid: [
        { title: "an email that is none", input: { email: "jane" }, path: "email" },
        { title: "a phone number without its country code", input: { phone: "0151 234" }, path: "phone" },
        {
          title: "the platform's own metadata key",
          input: { metadata: { causeway_job: "1" } },
          path: "metadata",
        },
        {
          title: "50 metadata keys",
          input: { metadata: Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`k${n}`, "v"])) },
          path: "metadata",
        },
        { title: "a source", input: { source: "tok_visa" }, path: "source" },
        cardIn("the description", { description: `card ${CARD}` }, "description"),
        cardIn("the name", { name: CARD.replaceAll(" ", "-") }, "name"),
        cardIn("the phone number", { phone: "+378282246310005" }, "phone"),
        cardIn("metadata", { metadata: { note: CARD } }, "metadata.note"),
        cardIn("the name of a metadata key", { metadata: { [CARD]: "1" } }, "metadata"),
      ],
      results: [
        {
          title: "created",
          status: 200,
          headers: { "idempotent-replayed": "true" },
          body: { id: "cus_NffrFeUfNV2Hib", object: "customer", email: "jane@example.com" },
          result: { externalId: "cus_NffrFeUfNV2Hib", result: { id: "cus_NffrFeUfNV2Hib" } },
        },
      ],
    },
    "payment_intent.create": {
      lookups: lookups("payment_intents", headers, {
        input: { amount: 1250, currency: "eur" },
        made: intent,
        result: intent,
      }),
      requests: [
        {
          title: "creates an intent for whatever methods the account takes",
          input: {
            amount: 1250,
            currency: "EUR",
            customer: "cus_1",
            description: "Stunde",
            metadata: { o: "1" },
          },
          request: {
            ...intents,
            body: {
              form: [
                ["customer", "cus_1"],
                ["description", "Stunde"],
                ["metadata[o]", "1"],
                reference,
                ["amount", "1250"],
                ["currency", "eur"],
                ["automatic_payment_methods[enabled]", "true"],
              ],
            },
          },
        },
        {
          title: "charges a saved method at once, which must not send anyone elsewhere",
          input: {
            amount: 500,
            currency: "jpy",
            customer: "cus_1",
            paymentMethod: "pm_1",
            confirm: true,
            offSession: true,
          },
          request: {
            ...intents,
            body: {
              form: [
                ["customer", "cus_1"],
                ["confirm", "true"],
                ["amount", "500"],
                ["currency", "jpy"],
                ["payment_method", "pm_1"],
                ["off_session", "true"],
                ["automatic_payment_methods[enabled]", "true"],
                ["automatic_payment_methods[allow_redirects]", "never"],
                reference,
              ],
            },
          },
        },
      ],
      invalid: [
        { title: "nothing", input: { amount: 0, currency: "eur" }, path: "amount" },
        { title: "a fraction of a cent", input: { amount: 12.5, currency: "eur" }, path: "amount" },
        { title: "an amount in words", input: { amount: "1250", currency: "eur" }, path: "amount" },
        { title: "a currency that is none", input: { amount: 1250, currency: "€" }, path: "currency" },
        {
          title: "a confirmation without a method",
          input: { amount: 1250, currency: "eur", confirm: true },
          path: "paymentMethod",
        },
        {
          title: "off session without a confirmation",
          input: { amount: 1250, currency: "eur", offSession: true },
          path: "offSession",
        },
        {
          title: "card details",
          input: { amount: 1250, currency: "eur", payment_method_data: { type: "card" } },
          path: "payment_method_data",
        },
        cardIn(
          "the method",
          { amount: 1, currency: "eur", paymentMethod: "4242424242424242" },
          "paymentMethod",
        ),
        cardIn("the description", { amount: 1, currency: "eur", description: CARD }, "description"),
        cardIn("metadata", { amount: 1, currency: "eur", metadata: { a: "b", c: CARD } }, "metadata.c"),
        cardIn("the amount", { amount: 4_242_424_242_424_242, currency: "eur" }, "amount"),
      ],
      results: [
        {
          title: "created",
          status: 200,
          body: {
            id: "pi_3MtwBwLkdIwHu7ix28a3tqPa",
            object: "payment_intent",
            amount: 1250,
            client_secret: "pi_3MtwBwLkdIwHu7ix28a3tqPa_secret_YrKJUKribcBjcG8HVhfZluoGH",
            currency: "eur",
            status: "requires_payment_method",
          },
          result: {
            externalId: "pi_3MtwBwLkdIwHu7ix28a3tqPa",
            result: {
              id: "pi_3MtwBwLkdIwHu7ix28a3tqPa",
              status: "requires_payment_method",
              amount: 1250,
              currency: "eur",
            },
          },
        },
      ],
    },
  },
  answers,
  connections: [
    {
      title: "takes a key by its balance, which does not say whose it is",
      exchanges: [
        {
          request: balance,
          answer: { status: 200, body: { object: "balance", livemode: false, available: [] } },
        },
      ],
      verdict: { account: null },
    },
    {
      title: "names the connected account that it acts for",
      connection: { credentials: { secretKey: SECRET_KEY, connectedAccountId: "acct_1ExampleExample00" } },
      exchanges: [
        {
          request: { ...balance, headers: { ...headers, "stripe-account": "acct_1ExampleExample00" } },
          answer: { status: 200, body: { object: "balance" } },
        },
      ],
      verdict: { account: { id: "acct_1ExampleExample00", name: null } },
    },
    {
      title: "takes a restricted key that may not read balances",
      exchanges: [{ request: balance, answer: error(403, { code: "more_permissions_required" }) }],
      verdict: { account: null },
    },
    {
      title: "refuses a key that was rolled",
      exchanges: [{ request: balance, answer: error(401, { code: "api_key_expired" }) }],
      verdict: { status: "needs_reauth", code: "api_key_expired" },
    },
    {
      title: "refuses an account that took its access back",
      exchanges: [{ request: balance, answer: error(403, { code: "account_invalid" }) }],
      verdict: { status: "needs_reauth", code: "account_invalid" },
    },
    {
      title: "learns nothing from a failure of Stripe's",
      exchanges: [{ request: balance, answer: error(500, { type: "api_error" }) }],
      verdict: { status: "error", code: "http_500" },
    },
  ],
  registration: registrationVectors({ credentials: { secretKey: SECRET_KEY } }),
  consents: [
    {
      title: "a key of the account that joins the platform",
      authorize:
        "https://connect.stripe.com/oauth/authorize?response_type=code&client_id=client-1&redirect_uri=https%3A%2F%2Fhooks.example.com%2Foauth%2Fcallback&scope=read_write",
      request: {
        method: "POST",
        url: "https://connect.stripe.com/oauth/token",
        headers: { authorization: null },
        body: codeForm(...CLIENT_IN_BODY),
      },
      answer: {
        status: 200,
        body: {
          access_token: "at",
          livemode: false,
          refresh_token: "rt",
          token_type: "bearer",
          stripe_publishable_key: "pk_test_1",
          stripe_user_id: "acct_1TestTestTest00",
          scope: "read_write",
        },
      },
      tokens: {
        accessToken: "at",
        refreshToken: "rt",
        lifetimeSeconds: null,
        extra: { stripeUserId: "acct_1TestTestTest00", publishableKey: "pk_test_1" },
      },
      revoke: {
        method: "POST",
        url: "https://connect.stripe.com/oauth/deauthorize",
        headers: { authorization: "Bearer secret-1" },
        body: {
          form: [
            ["client_id", "client-1"],
            ["stripe_user_id", "acct_1TestTestTest00"],
          ],
        },
      },
    },
  ],
};
