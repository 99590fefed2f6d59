import { bytesToBase64, utf8ToBytes } from "../../crypto/bytes.ts";
import { at, idOf, nameOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import type { ApiRule, ConnectionRules } from "../define.ts";

export const BASE_URL = "https://api.twilio.com/2010-04-01";

/** The API key where there is one, which can be revoked alone; else the account's own token. */
export function authorization({ credentials }: Pick<Call, "credentials">): string {
  const { apiKeySid, apiKeySecret, accountSid, authToken } = credentials;
  const pair =
    apiKeySid !== undefined && apiKeySecret !== undefined
      ? [apiKeySid, apiKeySecret]
      : [accountSid, authToken];
  return `Basic ${bytesToBase64(utf8ToBytes(pair.join(":")))}`;
}

/** A resource of the account. */
export function accountUrl({ credentials }: Call, path: string): string {
  return `${BASE_URL}/Accounts/${encodeURIComponent(credentials.accountSid ?? "")}${path}`;
}

/** https://www.twilio.com/docs/iam/api/account#fetch-an-account-resource */
async function validate(call: Call): Promise<Response> {
  const headers = { authorization: authorization(call) };
  const response = await call.fetch(accountUrl(call, ".json"), { headers });
  const isKey = call.credentials.apiKeySid !== undefined && call.credentials.apiKeySecret !== undefined;
  if (!isKey || (response.status !== 401 && response.status !== 403)) {
    return response;
  }
  // a standard key may not read accounts, and is good for messages all the same
  await response.body?.cancel();
  return call.fetch(accountUrl(call, "/Messages.json?PageSize=1"), { headers });
}

export const api: ApiRule = {
  base: () => BASE_URL,
  authorize: (call) => ({ authorization: authorization(call) }),
};

export const connection: ConnectionRules = {
  validate,
  // of an account's answer, which holds its auth token, nothing else is read
  account: ({ body }, { credentials }) => {
    const id = idOf(at(body, "sid")) ?? credentials.accountSid;
    return id === undefined ? null : { id, name: nameOf(at(body, "friendly_name")) };
  },
  accountKey: ({ accountSid }) => accountSid ?? null,
};
