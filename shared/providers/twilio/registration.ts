import { at, itemsAt, nameOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import type { WebhookRegistration } from "../define.ts";
import { accountUrl, authorization } from "./auth.ts";

function configure(call: Call, sid: string, smsUrl: string): Promise<Response> {
  return call.fetch(accountUrl(call, `/IncomingPhoneNumbers/${encodeURIComponent(sid)}.json`), {
    method: "POST",
    headers: { authorization: authorization(call), "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ SmsUrl: smsUrl, SmsMethod: "POST" }).toString(),
  });
}

/** The number that messages are sent from is the one whose messages come in. */
function findNumber(call: Call): Promise<Response> {
  const query = new URLSearchParams({ PhoneNumber: call.credentials.fromNumber ?? "", PageSize: "1" });
  return call.fetch(accountUrl(call, `/IncomingPhoneNumbers.json?${query}`), {
    headers: { authorization: authorization(call) },
  });
}

/**
 * Twilio has one URL for the incoming messages of each number, which is set, not made; delivery receipts go to the URL
 * that each message names. What it sends is signed with the account's token.
 * https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource
 */
export const registration: WebhookRegistration = {
  list: findNumber,
  listed: ({ body }) =>
    itemsAt(body, "incoming_phone_numbers").flatMap((number) => {
      const externalId = nameOf(at(number, "sid"));
      const url = nameOf(at(number, "sms_url"));
      return externalId === null ? [] : [{ externalId, url, enabled: true, events: null }];
    }),
  async create({ url }, call) {
    const found = await findNumber(call);
    const sid = found.ok ? nameOf(at(await found.clone().json(), "incoming_phone_numbers", 0, "sid")) : null;
    if (sid === null) {
      return found;
    }
    await found.body?.cancel();
    return await configure(call, sid, url);
  },
  created: ({ body }, { credentials }) => {
    const externalId = nameOf(at(body, "sid"));
    const secret = nameOf(credentials.authToken);
    return externalId === null || secret === null ? null : { externalId, secret };
  },
  repair: (sid, { url }, call) => configure(call, sid, url),
  remove: (sid, call) => configure(call, sid, ""),
};
