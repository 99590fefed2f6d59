import { googleOAuth2, serviceAccountField } from "../../oauth2/google.ts";
import { type Auth, bearerApi, type ConnectionRules } from "../define.ts";

export const BASE_URL = "https://www.googleapis.com/calendar/v3";

const EVENTS = "https://www.googleapis.com/auth/calendar.events";
const FREE_BUSY = "https://www.googleapis.com/auth/calendar.freebusy";
const LIST = "https://www.googleapis.com/auth/calendar.calendarlist.readonly";

export const auth: Auth = {
  kind: "oauth2",
  secretPrefixes: ["GOOGLE"],
  fields: [
    serviceAccountField("it needs domain-wide delegation", { required: true }),
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
    ...googleOAuth2({
      docs: "https://developers.google.com/identity/protocols/oauth2/web-server",
      scopes: [EVENTS, FREE_BUSY, LIST, "openid", "email"],
      required: [EVENTS, FREE_BUSY],
      serviceAccount: [EVENTS, FREE_BUSY, LIST],
      includeGranted: true,
    }),
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
