import { nameOf } from "../../model/read.ts";
import { googleOAuth2, serviceAccountField } from "../../oauth2/google.ts";
import type { Call } from "../action.ts";
import type { ApiRule, Auth, ConnectionRules } from "../define.ts";

const DATA_URL = "https://analyticsdata.googleapis.com/v1beta";

const EVENTS_URL = "https://www.google-analytics.com";

/** Says what is wrong with an event and stores nothing. */
const CHECK_URL = `${EVENTS_URL}/debug/mp/collect`;

const SCOPE = "https://www.googleapis.com/auth/analytics.readonly";

export const auth: Auth = {
  kind: "oauth2",
  fields: [
    serviceAccountField("make its address a viewer of the property", {
      required: false,
      purpose: "For reports. ",
    }),
    {
      name: "propertyId",
      label: "Property",
      hint: "For reports. Admin → Property details: the digits, not G-….",
      secret: false,
      required: false,
      example: "123456789",
      pattern: "[0-9]+",
    },
    {
      name: "measurementId",
      label: "Measurement id",
      hint: "To send events. Admin → Data streams → the web stream.",
      secret: false,
      required: false,
      example: "G-EXAMPLE123",
      pattern: "G-[A-Z0-9]+",
    },
    {
      name: "apiSecret",
      label: "Measurement Protocol secret",
      hint: "To send events. The same stream → Measurement Protocol API secrets. Google tells nobody whether it is right: look at the realtime report.",
      secret: true,
      required: false,
      example: "exampleSecret0123456789",
    },
  ],
  anyOf: [
    ["serviceAccountJson", "propertyId"],
    ["measurementId", "apiSecret"],
  ],
  oauth2: googleOAuth2({
    docs: "https://developers.google.com/identity/protocols/oauth2/web-server",
    scopes: [SCOPE],
    required: [SCOPE],
    serviceAccount: [SCOPE],
  }),
};

/** What an event proves itself with; a connection for reports has a token instead. */
function streamOf({ credentials }: Pick<Call, "credentials">): Record<string, string> {
  const { accessToken, measurementId = "", apiSecret = "" } = credentials;
  return accessToken === undefined ? { measurement_id: measurementId, api_secret: apiSecret } : {};
}

/** Reports where the connection has a token for them, else `/mp/collect`. */
export const api: ApiRule = {
  base: ({ credentials }) => (credentials.accessToken === undefined ? EVENTS_URL : DATA_URL),
  authorize: ({ credentials: { accessToken } }): Record<string, string> =>
    accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` },
  query: streamOf,
};

/** https://developers.google.com/analytics/devguides/reporting/data/v1/rest/v1beta/properties/getMetadata */
function readProperty(call: Call): Promise<Response> {
  const { credentials, config } = call;
  const property = encodeURIComponent(credentials.propertyId ?? nameOf(config.propertyId) ?? "");
  return call.fetch(`${DATA_URL}/properties/${property}/metadata?fields=name`, {
    headers: api.authorize(call),
  });
}

/**
 * https://developers.google.com/analytics/devguides/collection/protocol/ga4/validating-events: it judges the event, not
 * the secret, which no call of Google's does.
 */
function checkEvent(call: Call): Promise<Response> {
  return call.fetch(`${CHECK_URL}?${new URLSearchParams(streamOf(call))}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ client_id: "causeway.1", events: [{ name: "connection_check", params: {} }] }),
  });
}

export const connection: ConnectionRules = {
  validate: (call) => (call.credentials.accessToken === undefined ? checkEvent(call) : readProperty(call)),
  account: (_, { credentials }) => {
    const id = propertyOf(credentials);
    return id === null ? null : { id, name: null };
  },
  accountKey: propertyOf,
};

function propertyOf({ propertyId, measurementId }: Readonly<Record<string, string>>): string | null {
  return propertyId ?? measurementId ?? null;
}
