import { at, idOf, nameOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import { type Auth, bearerApi, type ConnectionRules } from "../define.ts";

export const BASE_URL = "https://api.cal.com";

export const auth: Auth = {
  kind: "bearer",
  secretPrefixes: ["CALCOM"],
  fields: [
    {
      name: "apiKey",
      label: "API key",
      hint: "Cal.com → Settings → Developer → API keys.",
      secret: true,
      required: true,
      example: "cal_live_example0example0example",
    },
    {
      name: "baseUrl",
      label: "Base URL",
      hint: "Of your own instance, without /v2; leave it empty for cal.com.",
      secret: false,
      required: false,
      example: "https://api.cal.com",
      pattern: "https://.+",
      formsUrl: true,
    },
  ],
  // of cal.com itself; an instance of one's own has other addresses
  oauth2: {
    docs: "https://cal.com/docs/api-reference/v2/oauth",
    grants: ["authorization_code", "refresh_token"],
    authorizeUrl: "https://app.cal.com/auth/oauth2/authorize",
    tokenUrl: "https://api.cal.com/v2/auth/oauth2/token",
    scopes: {
      default: [
        "PROFILE_READ",
        "EVENT_TYPE_READ",
        "BOOKING_READ",
        "BOOKING_WRITE",
        "SCHEDULE_READ",
        "SCHEDULE_WRITE",
      ],
      separator: " ",
    },
    // only public clients use PKCE, instead of their secret
    pkce: "none",
    clientAuthentication: "body",
    body: "form",
    tokenField: "apiKey",
    lifetimeSeconds: 1_800,
    refreshTokens: "single_use",
    errors: { invalid_refresh_token: "invalid_grant" },
    metadata: {
      call: { method: "GET", url: "https://api.cal.com/v2/me", authorization: "Bearer {accessToken}" },
      keeps: { userId: ["data", "id"] },
    },
  },
};

/**
 * A path of the API, at cal.com or at the connection's own instance.
 * @throws TypeError where that is no https address
 */
export function requestUrl({ credentials }: Pick<Call, "credentials">, path: string): string {
  const base = new URL(credentials.baseUrl ?? BASE_URL);
  if (base.protocol !== "https:" || base.username !== "" || base.password !== "") {
    throw new TypeError("The base URL is not an https address.");
  }
  return `${base.origin}${base.pathname.replace(/\/+$/, "")}/v2${path}`;
}

export const api = bearerApi((call) => requestUrl(call, ""), "apiKey");

/** https://cal.com/docs/api-reference/v2/me/get-my-profile */
export const connection: ConnectionRules = {
  validate: async (call) =>
    await call.fetch(requestUrl(call, "/me"), {
      headers: api.authorize(call),
    }),
  account: ({ body }) => {
    const id = idOf(at(body, "data", "id"));
    return id === null ? null : { id, name: nameOf(at(body, "data", "username")) };
  },
  accountKey: ({ userId }) => userId ?? null,
};
