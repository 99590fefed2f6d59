import { nameOf } from "../../model/read.ts";
import { googleOAuth2, serviceAccountField } from "../../oauth2/google.ts";
import type { Call } from "../action.ts";
import type { ApiRule, Auth, ConnectionRules } from "../define.ts";

export const BASE_URL = "https://datamanager.googleapis.com/v1";

const SCOPE = "https://www.googleapis.com/auth/datamanager";

// no developer token: Google ended them in September 2026, access is the Cloud project's
export const auth: Auth = {
  kind: "oauth2",
  fields: [
    serviceAccountField("add its address as a user in Google Ads", { required: true }),
    {
      name: "customerId",
      label: "Customer id",
      hint: "Google Ads, at the top of the page: ten digits, without hyphens.",
      secret: false,
      required: true,
      example: "1234567890",
      pattern: "[0-9]{10}",
    },
    {
      name: "loginCustomerId",
      label: "Manager account",
      hint: "Its ten digits, where you reach the account through a manager.",
      secret: false,
      required: false,
      example: "9876543210",
      pattern: "[0-9]{10}",
    },
  ],
  oauth2: googleOAuth2({
    docs: "https://developers.google.com/data-manager/api/devguides/quickstart/set-up-access",
    scopes: [SCOPE],
    required: [SCOPE],
    serviceAccount: [SCOPE],
  }),
};

type Values = Pick<Call, "credentials"> & Partial<Pick<Call, "config">>;

/** Digits that were filled in, or, where a person consented, are a setting of the connection. */
function digitsOf({ credentials, config }: Values, field: "customerId" | "loginCustomerId"): string | null {
  return (credentials[field] ?? nameOf(config?.[field]))?.replaceAll(/\D/g, "") ?? null;
}

/** On every request. */
export function requestHeaders(call: Values): Record<string, string> {
  const manager = digitsOf(call, "loginCustomerId");
  return {
    authorization: `Bearer ${call.credentials.accessToken ?? ""}`,
    ...(manager === null ? {} : { "login-account": `accountTypes/GOOGLE_ADS/accounts/${manager}` }),
  };
}

export const api: ApiRule = { base: () => BASE_URL, authorize: requestHeaders };

/** The audiences of the customer. */
export function userListsUrl(call: Values): string {
  return `${BASE_URL}/accountTypes/GOOGLE_ADS/accounts/${digitsOf(call, "customerId") ?? ""}/userLists`;
}

/** https://developers.google.com/data-manager/api/reference/rest/v1/accountTypes.accounts.userLists/list */
export const connection: ConnectionRules = {
  validate: (call) => call.fetch(`${userListsUrl(call)}?pageSize=1`, { headers: requestHeaders(call) }),
  account: (_, { credentials: { customerId } }) =>
    customerId === undefined ? null : { id: customerId, name: null },
  accountKey: ({ customerId }) => customerId ?? null,
};
