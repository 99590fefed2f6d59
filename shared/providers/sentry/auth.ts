import { at, idOf, nameOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import { type Auth, bearerApi, type ConnectionRules } from "../define.ts";

export const BASE_URL = "https://sentry.io/api/0";

/** Where an organization's data is kept. https://docs.sentry.io/organization/data-storage-location/ */
const REGIONS: ReadonlyMap<string, string> = new Map([
  ["us", "https://us.sentry.io/api/0"],
  ["de", "https://de.sentry.io/api/0"],
]);

export const auth: Auth = {
  kind: "bearer",
  fields: [
    {
      name: "authToken",
      label: "Auth token",
      hint: "Settings → Custom Integrations → your internal integration → Tokens.",
      secret: true,
      required: true,
      example: "sntrys_exampleExampleExample",
    },
    {
      name: "organizationSlug",
      label: "Organization",
      hint: "The name in the address of Sentry: https://{organization}.sentry.io.",
      secret: false,
      required: true,
      example: "acme",
    },
    {
      name: "region",
      label: "Region",
      hint: "Organization settings → Data Storage Location.",
      secret: false,
      required: false,
      example: "us",
      choices: [...REGIONS.keys()],
    },
  ],
};

function baseUrl({ credentials }: Pick<Call, "credentials">): string {
  return REGIONS.get(credentials.region ?? "") ?? BASE_URL;
}

/** A path of the organization. Paths end in a slash: without it Sentry answers with a redirect. */
export function organizationUrl({ credentials }: Pick<Call, "credentials">, path: string): string {
  return `${baseUrl({ credentials })}/organizations/${encodeURIComponent(credentials.organizationSlug ?? "")}${path}`;
}

export const api = bearerApi(baseUrl, "authToken");

/** https://docs.sentry.io/api/organizations/retrieve-an-organization/ */
export const connection: ConnectionRules = {
  validate: (call) =>
    call.fetch(organizationUrl(call, "/"), {
      headers: api.authorize(call),
    }),
  account: ({ body }) => {
    const id = idOf(at(body, "id"));
    return id === null ? null : { id, name: nameOf(at(body, "name")) };
  },
};
