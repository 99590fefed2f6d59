import { defineProvider } from "../define.ts";
import { createCustomer } from "./actions/create-customer.ts";
import { createPaymentIntent } from "./actions/create-payment-intent.ts";
import { api, BASE_URL, connection, oauth2 } from "./auth.ts";
import { classify } from "./classify.ts";
import { API_VERSION } from "./client.ts";
import { limits } from "./limits.ts";
import { webhook } from "./webhook.ts";

/** Stripe: payments, invoices, subscriptions. https://docs.stripe.com/api */
export const stripe = defineProvider({
  id: "stripe",
  name: "Stripe",
  categories: ["payments"],
  docs: "https://docs.stripe.com/api",
  auth: {
    kind: "api_key",
    fields: [
      {
        name: "secretKey",
        label: "Secret key",
        hint: "Developers → API keys. A restricted key with the permissions you need is safer than the secret key.",
        secret: true,
        required: true,
        example: "rk_test_51ExampleExampleExample",
        pattern: "(?:sk|rk)_(?:test|live)_.+",
      },
      {
        name: "publishableKey",
        label: "Publishable key",
        hint: "Developers → API keys. Only for pages that collect payment details.",
        secret: false,
        required: false,
        example: "pk_test_51ExampleExampleExample",
        pattern: "pk_(?:test|live)_.+",
      },
      {
        name: "connectedAccountId",
        label: "Connected account",
        hint: "Only on Connect: the account to act for.",
        secret: false,
        required: false,
        example: "acct_1ExampleExample00",
        pattern: "acct_.+",
      },
    ],
    oauth2,
  },
  baseUrl: BASE_URL,
  apiVersion: API_VERSION,
  // 100 a second in live mode, but 25 in a sandbox and 25 on any one endpoint: the smaller holds everywhere
  limits,
  connection,
  api,
  actions: { "customer.create": createCustomer, "payment_intent.create": createPaymentIntent },
  classify,
  webhook,
});
