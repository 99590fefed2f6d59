import type { Call } from "../action.ts";
import type { ApiRule, Auth, ConnectionRules } from "../define.ts";

export const auth: Auth = {
  kind: "api_key",
  fields: [
    {
      name: "projectUrl",
      label: "Project URL",
      hint: "Dashboard → Project Settings → Data API → Project URL.",
      secret: false,
      required: true,
      example: "https://abcdefghijklmnopqrst.supabase.co",
      pattern: "https://.+",
      formsUrl: true,
    },
    {
      name: "secretKey",
      label: "Secret key",
      hint: "Dashboard → Project Settings → API keys → Secret keys.",
      secret: true,
      required: true,
      example: "sb_secret_exampleExampleExample",
    },
  ],
};

/**
 * A path of the project, which may have a domain of its own.
 * @throws TypeError where the project's URL is no https address
 */
export function requestUrl({ credentials }: Pick<Call, "credentials">, path: string): string {
  const base = new URL(credentials.projectUrl ?? "");
  if (base.protocol !== "https:") {
    throw new TypeError("The project's URL is not an https address.");
  }
  return `${base.origin}${path}`;
}

/** On every request: new keys are no tokens, and stand in both places. https://supabase.com/docs/guides/api/api-keys */
export function requestHeaders({ credentials }: Pick<Call, "credentials">): Record<string, string> {
  const { secretKey = "" } = credentials;
  return { apikey: secretKey, authorization: `Bearer ${secretKey}` };
}

export const api: ApiRule = { base: (call) => requestUrl(call, ""), authorize: requestHeaders };

/** https://supabase.com/docs/guides/api: the root of the data API, which takes no request without a key. */
export const connection: ConnectionRules = {
  validate: async (call) =>
    await call.fetch(requestUrl(call, "/rest/v1/"), { method: "HEAD", headers: requestHeaders(call) }),
  account: (_, { credentials }) => {
    const id = hostOf(credentials);
    return id === null ? null : { id, name: null };
  },
  accountKey: hostOf,
};

function hostOf({ projectUrl = "" }: Readonly<Record<string, string>>): string | null {
  return URL.parse(projectUrl)?.host ?? null;
}
