import type { ExpectedRequest, ResultVector } from "../vectors.ts";

export const PRIVATE_KEY = "pk_test0test0test0test0";
export const versioned = { accept: "application/vnd.api+json", revision: "2026-07-15" };
export const authorized = { ...versioned, authorization: `Klaviyo-API-Key ${PRIVATE_KEY}` };

/** A request as it leaves. */
export function sent(method: string, path: string, data?: unknown): ExpectedRequest {
  return {
    method,
    url: `https://a.klaviyo.com/api/${path}`,
    headers: { ...authorized, "content-type": data === undefined ? null : "application/vnd.api+json" },
    ...(data === undefined ? {} : { body: { json: { data } } }),
  };
}

/** An answer that says no more than its status. */
export function done(field: string, status: 202 | 204): ResultVector {
  const result = { externalId: null, result: { [field]: true } };
  return { title: field, status, body: status === 204 ? null : "", result };
}
