import { type ExpectedRequest, SAMPLE_REFERENCE, type SampleConnection } from "../vectors.ts";

export const ACCOUNT_SID = "AC00000000000000000000000000000001";
export const ACCOUNT_URL = `https://api.twilio.com/2010-04-01/Accounts/${ACCOUNT_SID}`;
export const SERVICE = "MG00000000000000000000000000000002";
export const credentials = { accountSid: ACCOUNT_SID, authToken: "0123456789abcdef0123456789abcdef" };

const key = {
  apiKeySid: "SK00000000000000000000000000000003",
  apiKeySecret: "TestTestTestTestTestTestTestTest",
};

export const withToken: SampleConnection = { credentials: { ...credentials, fromNumber: "+15005550006" } };
export const withKey: SampleConnection = { credentials: { ...withToken.credentials, ...key } };

export const BASIC_TOKEN =
  "Basic QUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMTowMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZg==";

export const BASIC_KEY =
  "Basic U0swMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMzpUZXN0VGVzdFRlc3RUZXN0VGVzdFRlc3RUZXN0VGVzdA==";

type Form = readonly (readonly [string, string])[];

/** Of a form that acts. */
export function post(url: string, form?: Form): ExpectedRequest {
  return {
    method: "POST",
    url,
    headers: {
      authorization: BASIC_TOKEN,
      "content-type": "application/x-www-form-urlencoded;charset=UTF-8",
      "idempotency-key": null,
    },
    ...(form === undefined ? {} : { body: { form } }),
  };
}

/** Of a request that can be repeated. */
export function again(request: ExpectedRequest): ExpectedRequest {
  return { ...request, headers: { ...request.headers, "idempotency-key": SAMPLE_REFERENCE } };
}

/** Of a read, which can. */
export function read(url: string): ExpectedRequest {
  return again({ method: "GET", url, headers: { authorization: BASIC_TOKEN } });
}
