import { at, idOf } from "../../model/read.ts";
import { type Auth, bearerApi, type ConnectionRules } from "../define.ts";

export const BASE_URL = "https://api.hubapi.com";

export const auth: Auth = {
  kind: "bearer",
  fields: [
    {
      name: "accessToken",
      label: "Private app token",
      hint: "HubSpot → Settings → Integrations → Private apps → Access token.",
      secret: true,
      required: true,
      example: "pat-na1-00000000-0000-4000-8000-000000000000",
    },
  ],
  oauth2: {
    docs: "https://developers.hubspot.com/docs/api-reference/latest/authentication/manage-oauth-tokens",
    grants: ["authorization_code", "refresh_token"],
    authorizeUrl: "https://app.hubspot.com/oauth/authorize",
    tokenUrl: `${BASE_URL}/oauth/2026-03/token`,
    scopes: {
      default: [
        "oauth",
        "crm.objects.contacts.read",
        "crm.objects.contacts.write",
        "crm.objects.deals.read",
        "crm.objects.deals.write",
        "crm.objects.owners.read",
        "crm.schemas.contacts.read",
      ],
      separator: " ",
    },
    // those that an account's plan may lack
    authorizeParameters: {
      optional_scope: [
        "automation",
        "automation.sequences.enrollments.write",
        "automation.sequences.read",
        "scheduler.meetings.meeting-link.read",
        "crm.objects.companies.read",
      ].join(" "),
    },
    pkce: "S256",
    clientAuthentication: "body",
    body: "form",
    lifetimeSeconds: 1_800,
    refreshTokens: "kept",
    answer: { scope: ["scopes"] },
    keeps: { hubId: ["hub_id"], userId: ["user_id"] },
    revoke: {
      method: "POST",
      url: `${BASE_URL}/oauth/2026-03/token/revoke`,
      parameters: {
        client_id: "{clientId}",
        client_secret: "{clientSecret}",
        token: "{refreshToken}",
        token_type_hint: "refresh_token",
      },
    },
  },
};

export const api = bearerApi(BASE_URL, "accessToken");

/** https://developers.hubspot.com/docs/api-reference/account-account-info-v3/details/get-account-info-v3-details */
export const connection: ConnectionRules = {
  validate: ({ credentials, fetch }) =>
    fetch(`${BASE_URL}/account-info/v3/details`, {
      headers: api.authorize({ credentials }),
    }),
  account: ({ body }) => {
    const id = idOf(at(body, "portalId"));
    return id === null ? null : { id, name: null };
  },
  accountKey: ({ hubId }) => hubId ?? null,
};
