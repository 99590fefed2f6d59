import type { Route } from "../../api/provider-api.ts";
import { expandSchema } from "./customers.ts";

const params = { type: "object", properties: { expand: expandSchema } };
const funds = (amount: number) => [{ amount, currency: "eur", source_types: { card: amount } }];

/** Retrieve the balance. https://docs.stripe.com/api/balance/balance_retrieve */
export const getBalance: Route = {
  method: "GET",
  path: "/v1/balance",
  action: "balance.retrieve",
  takes: ["query"],
  params,
  act: ({ credential }) => ({
    answer: {
      status: 200,
      body: {
        object: "balance",
        available: funds(250_000),
        livemode: credential.includes("_live_"),
        pending: funds(12_500),
      },
    },
  }),
};

/** Retrieve one's own account. https://docs.stripe.com/api/accounts/retrieve */
export const getAccount: Route = {
  method: "GET",
  path: "/v1/account",
  action: "account.retrieve",
  takes: ["query"],
  params,
  act: ({ account }) => ({
    answer: {
      status: 200,
      body: {
        id: account,
        object: "account",
        business_profile: { name: "Café Crème", url: "https://cafe-creme.example" },
        business_type: "company",
        capabilities: { card_payments: "active", transfers: "active" },
        charges_enabled: true,
        country: "DE",
        default_currency: "eur",
        details_submitted: true,
        email: "hallo@cafe-creme.example",
        metadata: {},
        payouts_enabled: true,
        settings: { dashboard: { display_name: "Café Crème", timezone: "Europe/Berlin" } },
        type: "standard",
      },
    },
  }),
};
