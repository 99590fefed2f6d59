import { nameOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import type { ApiRule, Auth, ConnectionRules } from "../define.ts";

const DATA_URL = "https://analyticsdata.googleapis.com/v1beta";

const EVENTS_URL = "https://www.google-analytics.com";

/** Says what is wrong with an event and stores nothing. */
const CHECK_URL = `${EVENTS_URL}/debug/mp/collect`;

const TOKEN_URL = "https://oauth2.googleapis.com/token";
const SCOPE = "https://www.googleapis.com/auth/analytics.readonly";

export const auth: Auth = {
  kind: "oauth2",
  fields: [
    {
      name: "serviceAccountJson",
      label: "Service account key",
      hint: "For reports. Google Cloud → IAM → Service accounts → Keys → Add key, as JSON; make its address a viewer of the property.",
      secret: true,
      required: false,
      example: '{"type":"service_account","client_email":"x@example.iam.gserviceaccount.com"}',
      multiline: true,
    },
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
  oauth2: {
    docs: "https://developers.google.com/identity/protocols/oauth2/web-server",
    grants: ["authorization_code", "refresh_token", "jwt_bearer"],
    authorizeUrl: "https://accounts.google.com/o/oauth2/v2/auth",
    tokenUrl: TOKEN_URL,
    scopes: { default: [SCOPE], separator: " ", required: [SCOPE] },
    authorizeParameters: { access_type: "offline", prompt: "consent" },
    pkce: "S256",
    clientAuthentication: "body",
    body: "form",
    lifetimeSeconds: 3_600,
    refreshTokens: "kept",
    jwtBearer: {
      issuer: "{clientEmail}",
      subject: "{subject}",
      subjectOptional: true,
      audience: TOKEN_URL,
      scopes: [SCOPE],
      lifetimeSeconds: 3_600,
      privateKey: "{privateKey}",
      keyId: "{privateKeyId}",
      document: "serviceAccountJson",
    },
    revoke: {
      method: "POST",
      url: "https://oauth2.googleapis.com/revoke",
      parameters: { token: "{token}" },
    },
  },
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
