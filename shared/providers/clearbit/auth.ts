import { bytesToBase64, utf8ToBytes } from "../../crypto/bytes.ts";
import { at, nameOf } from "../../model/read.ts";
import type { ApiRule, Auth, ConnectionRules } from "../define.ts";

/** The newest that the client knows; `API-Version` pins it. */
const API_VERSION = "2019-12-19";

export const auth: Auth = {
  kind: "basic",
  fields: [
    {
      name: "apiKey",
      label: "API key",
      hint: "The secret key of a contract that still runs; new ones are not given out.",
      secret: true,
      required: true,
      example: "sk_0123456789abcdef0123456789abcdef",
    },
  ],
};

const BASE_URL = "https://company.clearbit.com/v2";

/** Companies alone: Clearbit has a host for each kind of record. */
export const api: ApiRule = {
  base: () => BASE_URL,
  authorize: ({ credentials }) => ({
    authorization: `Basic ${bytesToBase64(utf8ToBytes(`${credentials.apiKey ?? ""}:`))}`,
  }),
  defaults: { "api-version": API_VERSION },
};

/**
 * https://clearbit.com/docs#enrichment-api-company-api. There is no free call: this is one look-up. A company that is
 * unknown proves the key as well as one that is known.
 */
export const connection: ConnectionRules = {
  validate: (call) =>
    call.fetch(`${BASE_URL}/companies/find?domain=clearbit.com`, {
      headers: { ...api.defaults, ...api.authorize(call) },
    }),
  proves: ({ status, body }) => status === 404 && nameOf(at(body, "error", "type")) === "unknown_record",
};
