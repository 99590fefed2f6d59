import { at, nameOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import { type Auth, bearerApi, type ConnectionRules } from "../define.ts";

const HOSTS = { production: "connect.squareup.com", sandbox: "connect.squareupsandbox.com" } as const;

export const BASE_URL = `https://${HOSTS.production}`;
export const API_VERSION = "2026-09-16";

export const auth: Auth = {
  kind: "bearer",
  fields: [
    {
      name: "accessToken",
      label: "Access token",
      hint: "Developer Console → your application → Credentials → Access token, of production or of the sandbox.",
      secret: true,
      required: true,
      example: "EAAAEXAMPLEexampleEXAMPLEexample",
    },
    {
      name: "locationId",
      label: "Location",
      hint: "Developer Console → Locations; payments and invoices belong to one.",
      secret: false,
      required: false,
      example: "LEXAMPLE0LOCATION",
    },
    {
      name: "environment",
      label: "Environment",
      hint: "sandbox where the token is of the sandbox.",
      secret: false,
      required: false,
      example: "production",
      choices: Object.keys(HOSTS),
    },
  ],
  oauth2: {
    docs: "https://developer.squareup.com/docs/oauth-api/overview",
    grants: ["authorization_code", "refresh_token"],
    authorizeUrl: "https://{environment}/oauth2/authorize",
    tokenUrl: "https://{environment}/oauth2/token",
    placeholders: { environment: { values: HOSTS, default: "production" } },
    scopes: {
      default: [
        "MERCHANT_PROFILE_READ",
        "CUSTOMERS_READ",
        "CUSTOMERS_WRITE",
        "PAYMENTS_READ",
        "PAYMENTS_WRITE",
        "ORDERS_READ",
        "ORDERS_WRITE",
        "INVOICES_READ",
        "INVOICES_WRITE",
        "ITEMS_READ",
        "ITEMS_WRITE",
        "SUBSCRIPTIONS_READ",
        "SUBSCRIPTIONS_WRITE",
      ],
      separator: " ",
    },
    // a must in production: the person signs in, whoever is signed in already
    authorizeParameters: { session: "false" },
    // with PKCE refresh tokens would end after 90 days
    pkce: "none",
    clientAuthentication: "body",
    body: "json",
    lifetimeSeconds: 30 * 86_400,
    // every seven days or less: https://developer.squareup.com/docs/oauth-api/refresh-revoke-limit-scope
    refreshAfterSeconds: 7 * 86_400,
    refreshTokens: "kept",
    answer: { expiresAt: ["expires_at"] },
    keeps: { merchantId: ["merchant_id"] },
    revoke: {
      method: "POST",
      url: "https://{environment}/oauth2/revoke",
      authorization: "Client {clientSecret}",
      body: "json",
      parameters: { client_id: "{clientId}", access_token: "{accessToken}" },
    },
  },
};

/** A path of the API, in production or in the sandbox. */
export function requestUrl({ credentials }: Pick<Call, "credentials">, path: string): string {
  const host = credentials.environment === "sandbox" ? HOSTS.sandbox : HOSTS.production;
  return `https://${host}/v2${path}`;
}

export const api = bearerApi((call) => requestUrl(call, ""), "accessToken", {
  "square-version": API_VERSION,
});

/** https://developer.squareup.com/reference/square/merchants-api/retrieve-merchant */
export const connection: ConnectionRules = {
  validate: (call) =>
    call.fetch(requestUrl(call, "/merchants/me"), {
      headers: {
        ...api.authorize(call),
        "square-version": API_VERSION,
      },
    }),
  account: ({ body }) => {
    const id = nameOf(at(body, "merchant", "id"));
    return id === null ? null : { id, name: nameOf(at(body, "merchant", "business_name")) };
  },
  accountKey: ({ merchantId }) => merchantId ?? null,
};
