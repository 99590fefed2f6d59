import type { RegistrationVectors, SampleConnection } from "../vectors.ts";

/** https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource */
const SID = "PN00000000000000000000000000000004";
const order = { url: "https://hooks.example.com/webhooks/twilio/ep_1", events: ["message.received"] };

/** The registration's requests with a connection's number and token. */
export function registrationVectors(
  connection: SampleConnection,
  { accountUrl, authorization }: { readonly accountUrl: string; readonly authorization: string },
): RegistrationVectors {
  const headers = { authorization };
  const form = { ...headers, "content-type": "application/x-www-form-urlencoded" };
  const one = { method: "POST", url: `${accountUrl}/IncomingPhoneNumbers/${SID}.json`, headers: form };
  const number = { sid: SID, phone_number: connection.credentials.fromNumber, sms_method: "POST" };
  const before = { ...number, sms_url: "https://old.example.com/sms" };
  const list = {
    request: {
      method: "GET",
      url: `${accountUrl}/IncomingPhoneNumbers.json?PhoneNumber=%2B15005550006&PageSize=1`,
      headers,
    },
    answer: { status: 200, body: { incoming_phone_numbers: [before], page: 0, page_size: 1 } },
  };
  const configure = {
    ...one,
    body: {
      form: [
        ["SmsUrl", order.url],
        ["SmsMethod", "POST"],
      ],
    },
  } as const;
  return {
    connection,
    order,
    list: {
      ...list,
      webhooks: [{ externalId: SID, url: before.sms_url, enabled: true, events: null }],
    },
    create: {
      exchanges: [
        list,
        { request: configure, answer: { status: 200, body: { ...number, sms_url: order.url } } },
      ],
      made: { externalId: SID, secret: connection.credentials.authToken ?? "" },
    },
    repair: configure,
    remove: {
      ...one,
      body: {
        form: [
          ["SmsUrl", ""],
          ["SmsMethod", "POST"],
        ],
      },
    },
  };
}
