import { type Auth, bearerApi, type ConnectionRules } from "../define.ts";

export const BASE_URL = "https://www.googleapis.com/calendar/v3";

const TOKEN_URL = "https://oauth2.googleapis.com/token";

const EVENTS = "https://www.googleapis.com/auth/calendar.events";
const FREE_BUSY = "https://www.googleapis.com/auth/calendar.freebusy";
const LIST = "https://www.googleapis.com/auth/calendar.calendarlist.readonly";

export const auth: Auth = {
  kind: "oauth2",
  secretPrefixes: ["GOOGLE"],
  fields: [
    {
      name: "serviceAccountJson",
      label: "Service account key",
      hint: "Google Cloud → IAM → Service accounts → Keys → Add key, as JSON; it needs domain-wide delegation.",
      secret: true,
      required: true,
      example: '{"type":"service_account","client_email":"x@example.iam.gserviceaccount.com"}',
      multiline: true,
    },
    {
      name: "subject",
      label: "Acts for",
      hint: "The address of the person in your Workspace whose calendar it is.",
      secret: false,
      required: false,
      example: "jane@example.com",
    },
    {
      name: "calendarId",
      label: "Calendar",
      hint: "Calendar settings → Integrate calendar → Calendar ID; the main calendar where left empty.",
      secret: false,
      required: false,
      example: "primary",
    },
  ],
  oauth2: {
    docs: "https://developers.google.com/identity/protocols/oauth2/web-server",
    grants: ["authorization_code", "refresh_token", "jwt_bearer"],
    authorizeUrl: "https://accounts.google.com/o/oauth2/v2/auth",
    tokenUrl: TOKEN_URL,
    scopes: {
      default: [EVENTS, FREE_BUSY, LIST, "openid", "email"],
      separator: " ",
      // a person may untick any of them
      required: [EVENTS, FREE_BUSY],
    },
    // without both there is no refresh token when somebody connects again
    authorizeParameters: { access_type: "offline", prompt: "consent", include_granted_scopes: "true" },
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
      scopes: [EVENTS, FREE_BUSY, LIST],
      lifetimeSeconds: 3_600,
      privateKey: "{privateKey}",
      keyId: "{privateKeyId}",
      document: "serviceAccountJson",
    },
    // https://developers.google.com/workspace/calendar/api/v3/reference/calendarList/get
    metadata: {
      call: {
        method: "GET",
        url: `${BASE_URL}/users/me/calendarList/primary`,
        authorization: "Bearer {accessToken}",
      },
      keeps: { primaryCalendarId: ["id"] },
      grants: ["authorization_code"],
    },
    revoke: {
      method: "POST",
      url: "https://oauth2.googleapis.com/revoke",
      parameters: { token: "{token}" },
    },
  },
};

export const api = bearerApi(BASE_URL, "accessToken");

/** https://developers.google.com/workspace/calendar/api/v3/reference/calendarList/list */
export const connection: ConnectionRules = {
  validate: ({ credentials, fetch }) =>
    fetch(`${BASE_URL}/users/me/calendarList?maxResults=1&fields=items(id)`, {
      headers: api.authorize({ credentials }),
    }),
  account: (_, { credentials }) => {
    const id = ownerOf(credentials);
    return id === null ? null : { id, name: null };
  },
  accountKey: ownerOf,
};

/** The person whose quota is used: the id of a main calendar is its owner's address. */
function ownerOf({ primaryCalendarId, subject }: Readonly<Record<string, string>>): string | null {
  return primaryCalendarId ?? subject ?? null;
}
