import { at, nameOf } from "../../model/read.ts";
import { type Auth, bearerApi, type ConnectionRules } from "../define.ts";

export const BASE_URL = "https://api.calendly.com";

export const auth: Auth = {
  kind: "bearer",
  fields: [
    {
      name: "accessToken",
      label: "Personal access token",
      hint: "Calendly → Integrations → API and webhooks → Personal access tokens.",
      secret: true,
      required: true,
      example: "eyJraWQiEXAMPLE.EXAMPLE.EXAMPLE",
    },
  ],
  oauth2: {
    docs: "https://developer.calendly.com/docs/authentication/how-to-access-calendly-data-on-behalf-of-authenticated-users",
    grants: ["authorization_code", "refresh_token"],
    authorizeUrl: "https://auth.calendly.com/oauth/authorize",
    tokenUrl: "https://auth.calendly.com/oauth/token",
    scopes: {
      default: [
        "users:read",
        "event_types:read",
        "availability:read",
        "scheduled_events:write",
        "scheduling_links:write",
        "webhooks:write",
      ],
      separator: " ",
    },
    pkce: "S256",
    clientAuthentication: "basic",
    body: "form",
    lifetimeSeconds: 7_200,
    // void the moment that a refresh succeeds
    refreshTokens: "single_use",
    keeps: { ownerUri: ["owner"], organizationUri: ["organization"] },
    revoke: {
      method: "POST",
      url: "https://auth.calendly.com/oauth/revoke",
      parameters: { client_id: "{clientId}", client_secret: "{clientSecret}", token: "{token}" },
    },
  },
};

export const api = bearerApi(BASE_URL, "accessToken");

/** https://developer.calendly.com/api-docs: limits are the user's. */
export const connection: ConnectionRules = {
  validate: ({ credentials, fetch }) =>
    fetch(`${BASE_URL}/users/me`, { headers: api.authorize({ credentials }) }),
  account: ({ body }) => {
    const id = nameOf(at(body, "resource", "uri"));
    return id === null ? null : { id, name: nameOf(at(body, "resource", "name")) };
  },
  accountKey: ({ ownerUri }) => ownerUri ?? null,
};
