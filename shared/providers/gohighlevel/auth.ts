import { at, nameOf } from "../../model/read.ts";
import { type Auth, bearerApi, type ConnectionRules } from "../define.ts";

export const BASE_URL = "https://services.leadconnectorhq.com";
export const API_VERSION = "2021-07-28";

export const auth: Auth = {
  kind: "bearer",
  secretPrefixes: ["GHL"],
  fields: [
    {
      name: "privateIntegrationToken",
      label: "Private integration token",
      hint: "HighLevel → Settings → Private Integrations → the integration of the location.",
      secret: true,
      required: true,
      example: "pit-00000000-0000-4000-8000-000000000000",
      pattern: "pit-.+",
    },
    {
      name: "locationId",
      label: "Location",
      hint: "Settings → Business Profile → Location ID.",
      secret: false,
      required: true,
      example: "ve9EPM428h8vShlRW1KT",
    },
  ],
  oauth2: {
    docs: "https://marketplace.gohighlevel.com/docs/Authorization/OAuth2.0",
    grants: ["authorization_code", "refresh_token"],
    authorizeUrl: "https://marketplace.gohighlevel.com/v2/oauth/chooselocation",
    tokenUrl: `${BASE_URL}/oauth/token`,
    scopes: {
      default: [
        "contacts.readonly",
        "contacts.write",
        "calendars.readonly",
        "calendars/events.readonly",
        "calendars/events.write",
        "opportunities.readonly",
        "opportunities.write",
        "workflows.readonly",
        "locations.readonly",
      ],
      separator: " ",
    },
    // almost every call needs a token of a location; one of the agency is none
    tokenParameters: { user_type: "Location" },
    pkce: "none",
    clientAuthentication: "body",
    body: "form",
    tokenField: "privateIntegrationToken",
    lifetimeSeconds: 86_399,
    refreshTokens: "single_use",
    keeps: { locationId: ["locationId"], companyId: ["companyId"], userId: ["userId"] },
  },
};

export const api = bearerApi(BASE_URL, "privateIntegrationToken", { version: API_VERSION });

/** https://marketplace.gohighlevel.com/docs/ghl/locations/get-location: limits are those of one app at one location. */
export const connection: ConnectionRules = {
  validate: ({ credentials, fetch }) =>
    fetch(`${BASE_URL}/locations/${encodeURIComponent(credentials.locationId ?? "")}`, {
      headers: {
        ...api.authorize({ credentials }),
        version: API_VERSION,
      },
    }),
  account: ({ body }) => {
    const id = nameOf(at(body, "location", "id"));
    return id === null ? null : { id, name: nameOf(at(body, "location", "name")) };
  },
  accountKey: ({ locationId }) => locationId ?? null,
};
