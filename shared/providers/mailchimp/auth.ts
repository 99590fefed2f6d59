import { at, nameOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import { type Auth, bearerApi, type ConnectionRules } from "../define.ts";

export const auth: Auth = {
  kind: "bearer",
  fields: [
    {
      name: "apiKey",
      label: "API key",
      hint: "Mailchimp → Profile → Extras → API keys; it ends in the data centre, -us6 for instance.",
      secret: true,
      required: true,
      example: "0123456789abcdef0123456789abcdef-us6",
      pattern: "[0-9a-f]{32}-[a-z]+[0-9]+",
    },
  ],
  oauth2: {
    docs: "https://mailchimp.com/developer/marketing/guides/access-user-data-oauth-2/",
    grants: ["authorization_code"],
    authorizeUrl: "https://login.mailchimp.com/oauth2/authorize",
    tokenUrl: "https://login.mailchimp.com/oauth2/token",
    scopes: { default: [], separator: " " },
    pkce: "none",
    clientAuthentication: "body",
    body: "form",
    tokenField: "apiKey",
    lifetimeSeconds: "never",
    // unlike a key, a token does not say its data centre
    metadata: {
      call: {
        method: "GET",
        url: "https://login.mailchimp.com/oauth2/metadata",
        authorization: "OAuth {accessToken}",
      },
      keeps: { dc: ["dc"], userId: ["user_id"] },
    },
  },
};

/** `us6`: a label of a host name and nothing else. */
const DATA_CENTRE = /^[a-z]{2,4}\d{1,3}$/;

/**
 * A path of the API in the account's data centre.
 * @throws TypeError where neither the key nor the connection says which that is
 */
export function requestUrl({ credentials }: Pick<Call, "credentials">, path: string): string {
  const { apiKey = "", dc = apiKey.slice(apiKey.lastIndexOf("-") + 1) } = credentials;
  if (!DATA_CENTRE.test(dc)) {
    throw new TypeError("The key does not end in a data centre.");
  }
  return `https://${dc}.api.mailchimp.com/3.0${path}`;
}

export const api = bearerApi((call) => requestUrl(call, ""), "apiKey");

/**
 * https://mailchimp.com/developer/marketing/api/root/list-api-root-resources/
 *
 * Keys are taken as bearers too, so that they and the tokens of a consent are sent alike.
 */
export const connection: ConnectionRules = {
  validate: async (call) =>
    await call.fetch(requestUrl(call, "/?fields=account_id,account_name"), {
      headers: api.authorize(call),
    }),
  account: ({ body }) => {
    const id = nameOf(at(body, "account_id"));
    return id === null ? null : { id, name: nameOf(at(body, "account_name")) };
  },
  accountKey: ({ dc, userId }) => (dc === undefined || userId === undefined ? null : `${dc}:${userId}`),
};
