import type { ExpectedRequest } from "../vectors.ts";

export const API_KEY = "0123456789abcdef0123456789abcdef-us6";
export const CAMPAIGN = "42694e9e57";
export const WHO = { listId: "a6b5da1054", email: "Jane@Example.com" };
export const NOBODY = { listId: "a6b5da1054", email: "jane" };
/** The path of who is meant: the MD5 of `jane@example.com`. */
export const MEMBER = "/lists/a6b5da1054/members/9e26471d35a78862c17e467d87cddedf";

/** A request as it leaves. */
export function sent(method: string, path: string, json?: unknown): ExpectedRequest {
  return {
    method,
    url: `https://us6.api.mailchimp.com/3.0${path}`,
    headers: {
      authorization: `Bearer ${API_KEY}`,
      "content-type": json === undefined ? null : "application/json",
    },
    ...(json === undefined ? {} : { body: { json } }),
  };
}
