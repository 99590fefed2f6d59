import type { GoodVector } from "../vectors.ts";

const request = {
  source: "signed as twilio 6.2.0 does: HMAC-SHA1 over the URL and the sorted form",
  secret: "0123456789abcdef0123456789abcdef",
  method: "POST",
  url: "https://hooks.example.com/v1/webhooks/twilio/conn_123",
  now: 1_767_225_600_000,
  reply: { status: 200, headers: { "content-type": "text/xml" }, body: "<Response/>" },
};

function signed(signature: string): Readonly<Record<string, string>> {
  return {
    "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
    "x-twilio-signature": signature,
  };
}

const ownWord: GoodVector = {
  ...request,
  kind: "good",
  title: "takes a word that Advanced Opt-Out was given as what Twilio says it means",
  headers: signed("FzbxVCylfWlPUBado/3zNvDb1lI="),
  body: "Body=Baja&From=%2B14155552671&MessageSid=SM4&NumMedia=0&OptOutType=STOP&To=%2B15005550006",
  events: [{ id: "SM4", type: "message.received", subject: "SM4", time: null }],
  effects: [
    {
      kind: "message.received",
      channel: "sms",
      externalId: "SM4",
      from: "+14155552671",
      to: "+15005550006",
      text: "Baja",
      subject: null,
      mediaUrls: [],
      inReplyTo: null,
      handledAs: "opt_out",
    },
  ],
};

const optedOut: GoodVector = {
  ...request,
  kind: "good",
  title: "learns from a refusal that the recipient opted out",
  headers: signed("GdxNVjY+MuCTH4YhRfUDkvHNWT8="),
  body: "ErrorCode=21610&From=whatsapp%3A%2B15005550006&MessageSid=SM5&MessageStatus=failed&SmsSid=SM5&SmsStatus=failed&To=whatsapp%3A%2B14155552671",
  events: [{ id: "SM5|failed", type: "message.status", subject: "SM5", time: null }],
  effects: [
    { kind: "message.status", externalId: "SM5", status: "failed", errorCode: "21610" },
    { kind: "suppression", channel: "whatsapp", address: "+14155552671", reason: "stop" },
  ],
};

export const optOuts: readonly GoodVector[] = [ownWord, optedOut];
