import { at } from "../../model/read.ts";
import type { OAuth2 } from "../../oauth2/grant.ts";
import type { ApiRule, ConnectionRules } from "../define.ts";
import { API_VERSION, callStripe } from "./client.ts";

export const BASE_URL = "https://api.stripe.com";

/** Of Connect: the client's secret is the platform's own secret key, and a token a secret key of the account that joins. */
export const oauth2: OAuth2 = {
  docs: "https://docs.stripe.com/connect/oauth-reference",
  grants: ["authorization_code"],
  authorizeUrl: "https://connect.stripe.com/oauth/authorize",
  tokenUrl: "https://connect.stripe.com/oauth/token",
  scopes: { default: ["read_write"], separator: " " },
  pkce: "none",
  clientAuthentication: "body",
  body: "form",
  tokenField: "secretKey",
  lifetimeSeconds: "never",
  keeps: { stripeUserId: ["stripe_user_id"], publishableKey: ["stripe_publishable_key"] },
  revoke: {
    method: "POST",
    url: "https://connect.stripe.com/oauth/deauthorize",
    authorization: "Bearer {clientSecret}",
    parameters: { client_id: "{clientId}", stripe_user_id: "{stripeUserId}" },
  },
};

/** https://docs.stripe.com/api/authentication, https://docs.stripe.com/connect/authentication */
export const api: ApiRule = {
  base: () => BASE_URL,
  authorize: ({ credentials: { secretKey = "", connectedAccountId } }) => ({
    authorization: `Bearer ${secretKey}`,
    ...(connectedAccountId === undefined ? {} : { "stripe-account": connectedAccountId }),
  }),
  defaults: { "stripe-version": API_VERSION },
};

/** https://docs.stripe.com/api/balance/balance_retrieve */
export const connection: ConnectionRules = {
  validate: (call) => callStripe(call, (stripe, options) => stripe.balance.retrieve({}, options)),
  // the balance does not say whose it is
  account: (_, { credentials }) => {
    const id = accountOf(credentials);
    return id === null ? null : { id, name: null };
  },
  // a restricted key without the permission to read balances
  proves: ({ status, body }) => status === 403 && at(body, "error", "code") !== "account_invalid",
  accountKey: accountOf,
};

/** The account that is acted for, else the one that joined the platform. */
function accountOf({ connectedAccountId, stripeUserId }: Readonly<Record<string, string>>): string | null {
  return connectedAccountId ?? stripeUserId ?? null;
}
