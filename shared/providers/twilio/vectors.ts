import { type GoodVector, type ProviderVectors, refused } from "../vectors.ts";
import { optOuts } from "./opt-out-vectors.ts";
import { outbound } from "./outbound-vectors.ts";

const FORM = "application/x-www-form-urlencoded; charset=UTF-8";
const SDK = "twilio 6.2.0: getExpectedTwilioSignature";

const request = {
  source: SDK,
  secret: "0123456789abcdef0123456789abcdef",
  method: "POST",
  url: "https://hooks.example.com/v1/webhooks/twilio/conn_123",
  now: 1_767_225_600_000,
  reply: { status: 200, headers: { "content-type": "text/xml" }, body: "<Response/>" },
};

function signed(signature: string, contentType = FORM): Readonly<Record<string, string>> {
  return { "content-type": contentType, "x-twilio-signature": signature };
}

const documented: GoodVector = {
  ...request,
  kind: "good",
  title: "takes Twilio's documented request",
  source: "https://www.twilio.com/docs/usage/webhooks/webhooks-security",
  secret: "12345",
  url: "https://mycompany.com/myapp.php?foo=1&bar=2",
  headers: signed("RSOYDt4T1cUTdK1PDd93/VVr8B8="),
  body: "To=%2B18005551212&From=%2B14158675309&Digits=1234&Caller=%2B14158675309&CallSid=CA1234567890ABCDE",
  events: [{ id: null, type: "call.input", subject: "CA1234567890ABCDE", time: null }],
};

const status: GoodVector = {
  ...request,
  kind: "good",
  title: "names a delivery receipt by message and status, and counts an empty parameter as signed",
  url: "https://hooks.example.com/v1/webhooks/twilio/conn_123?kind=status",
  headers: signed("GixuhSnIIz/ibc22+DUZ+GMYNiQ="),
  body: "AccountSid=AC00000000000000000000000000000001&ApiVersion=2010-04-01&From=%2B15005550006&MessageSid=SM00000000000000000000000000000001&MessageStatus=delivered&MessagingServiceSid=&SmsSid=SM00000000000000000000000000000001&SmsStatus=delivered&To=%2B14155552671",
  events: [
    {
      id: "SM00000000000000000000000000000001|delivered",
      type: "message.status",
      subject: "SM00000000000000000000000000000001",
      time: null,
    },
  ],
  effects: [
    {
      kind: "message.status",
      externalId: "SM00000000000000000000000000000001",
      status: "delivered",
      errorCode: null,
    },
  ],
};

const failure: GoodVector = {
  ...request,
  kind: "good",
  title: "names a delivery by the token that Twilio's retries repeat",
  headers: {
    ...signed("x2nPzBaz0f99I0vFvBCJE64UdZE="),
    "i-twilio-idempotency-token": "0b2f1c5e-5d3a-4a52-9a56-2f1f0f1b7a10",
  },
  body: "ErrorCode=30005&From=%2B15005550006&MessageSid=SM3&MessageStatus=undelivered&SmsSid=SM3&SmsStatus=undelivered&To=%2B14155552671",
  events: [
    { id: "0b2f1c5e-5d3a-4a52-9a56-2f1f0f1b7a10", type: "message.status", subject: "SM3", time: null },
  ],
  effects: [
    { kind: "message.status", externalId: "SM3", status: "undelivered", errorCode: "30005" },
    { kind: "suppression", channel: "sms", address: "+14155552671", reason: "bounce" },
  ],
};

const inbound: GoodVector = {
  ...request,
  kind: "good",
  title: "takes an incoming message in UTF-8",
  headers: signed("sJl+p49uQxfiC3D2deLM18ugC4o="),
  body: "Body=STOP+caf%C3%A9+%F0%9F%98%80&From=%2B14155552671&MessageSid=SM00000000000000000000000000000002&NumMedia=0&To=%2B15005550006",
  events: [
    {
      id: "SM00000000000000000000000000000002",
      type: "message.received",
      subject: "SM00000000000000000000000000000002",
      time: null,
    },
  ],
  effects: [
    {
      kind: "message.received",
      channel: "sms",
      externalId: "SM00000000000000000000000000000002",
      from: "+14155552671",
      to: "+15005550006",
      text: "STOP café 😀",
      subject: null,
      mediaUrls: [],
      inReplyTo: null,
    },
  ],
};

const whatsapp: GoodVector = {
  ...request,
  kind: "good",
  title: "takes media that came by WhatsApp as an answer",
  source: "signed as twilio 6.2.0 does: HMAC-SHA1 over the URL and the sorted form",
  headers: signed("gixnu/IjSuk+LLdHwGdwYPIQTeE="),
  body: "AccountSid=AC00000000000000000000000000000001&ApiVersion=2010-04-01&Body=&From=whatsapp%3A%2B14155552671&MediaContentType0=image%2Fjpeg&MediaContentType1=audio%2Fogg&MediaUrl0=https%3A%2F%2Fapi.twilio.com%2F2010-04-01%2FAccounts%2FAC1%2FMessages%2FMM3%2FMedia%2FME1&MediaUrl1=https%3A%2F%2Fapi.twilio.com%2F2010-04-01%2FAccounts%2FAC1%2FMessages%2FMM3%2FMedia%2FME2&MessageSid=MM3&NumMedia=2&NumSegments=1&OriginalRepliedMessageSid=SM1&ProfileName=Zo%C3%AB&SmsMessageSid=MM3&SmsSid=MM3&SmsStatus=received&To=whatsapp%3A%2B15005550006&WaId=14155552671",
  events: [{ id: "MM3", type: "message.received", subject: "MM3", time: null }],
  effects: [
    {
      kind: "message.received",
      channel: "whatsapp",
      externalId: "MM3",
      from: "+14155552671",
      to: "+15005550006",
      text: null,
      subject: null,
      mediaUrls: [
        "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM3/Media/ME1",
        "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM3/Media/ME2",
      ],
      inReplyTo: "SM1",
    },
  ],
};

const rcs: GoodVector = {
  ...request,
  kind: "good",
  title: "makes no message of a channel that the platform has not",
  source: "signed as twilio 6.2.0 does: HMAC-SHA1 over the URL and the sorted form",
  headers: signed("WkR88QSZT0hkiQmKzJOHTxigErc="),
  body: "Body=Hi&From=rcs%3A%2B14155552671&MessageSid=SM4&NumMedia=0&To=rcs%3Aacme_agent",
  events: [{ id: "SM4", type: "message.received", subject: "SM4", time: null }],
};

const call: GoodVector = {
  ...request,
  kind: "good",
  title: "takes the time and the place in the call's life of a call's status",
  headers: signed("Oi0TuznsjV3CUJq6Q6bMqkd2dvs="),
  body: "CallSid=CA1&CallStatus=completed&CallbackSource=call-progress-events&Direction=inbound&SequenceNumber=3&Timestamp=Thu%2C+01+Jan+2026+00%3A00%3A00+%2B0000",
  events: [{ id: "CA1|completed|3", type: "call.status", subject: "CA1", time: 1_767_225_600_000 }],
};

const incomingCall: GoodVector = {
  ...request,
  kind: "good",
  title: "tells an incoming call from a call's status",
  headers: signed("JtDKcwrZ4UMt74JZMYWIC47z4cE="),
  body: "CallSid=CA2&CallStatus=ringing&Direction=inbound&From=%2B14155552671&To=%2B15005550006",
  events: [{ id: "CA2|ringing", type: "call.received", subject: "CA2", time: null }],
};

const repeated: GoodVector = {
  ...request,
  kind: "good",
  title: "counts each value of a repeated parameter once, sorted",
  headers: signed("w/BNZLYPnEG1IIiDjP5h6isj0o4="),
  body: "MediaUrl=b&MediaUrl=a&MediaUrl=b&To=x",
  events: [{ id: null, type: "unknown", subject: null, time: null }],
};

const stream: GoodVector = {
  ...request,
  kind: "good",
  title: "splits an Event Streams body that its URL's hash covers",
  url: "https://hooks.example.com/v1/webhooks/twilio/conn_123?bodySHA256=96c5b2dcdc62d296396187837b6b3af37ca68ea595a78cff75dbc1f1985237e9",
  headers: signed("+AdH75MfsInD4iNKMI54YQGaETc=", "application/json"),
  body: '[{"specversion":"1.0","type":"com.twilio.messaging.message.delivered","source":"/2010-04-01/Accounts/AC1/Messages/SM1.json","id":"EZ1","time":"2026-01-01T00:00:00.500Z","data":{"messageSid":"SM1"}},{"specversion":"1.0","type":"com.twilio.messaging.message.sent","source":"/2010-04-01/Accounts/AC1/Messages/SM2.json","id":"EZ2","time":"2026-01-01T00:00:01.000Z","data":{"messageSid":"SM2"}}]',
  events: [
    {
      id: "EZ1",
      type: "com.twilio.messaging.message.delivered",
      subject: "/2010-04-01/Accounts/AC1/Messages/SM1.json",
      time: 1_767_225_600_500,
    },
    {
      id: "EZ2",
      type: "com.twilio.messaging.message.sent",
      subject: "/2010-04-01/Accounts/AC1/Messages/SM2.json",
      time: 1_767_225_601_000,
    },
  ],
};

const single: GoodVector = {
  ...request,
  kind: "good",
  title: "takes a single JSON event",
  url: "https://hooks.example.com/v1/webhooks/twilio/conn_123?bodySHA256=33461416c9775376c1f2200b6062f65bbab07f4ee77dc6a0a8e843a3640e8ca3",
  headers: signed("Y4hXrUyZPg5CIlM95NImcPkmio8=", "application/json"),
  body: '{"id":"evt_1","type":"com.twilio.test"}',
  events: [{ id: "evt_1", type: "com.twilio.test", subject: null, time: null }],
};

export const vectors: ProviderVectors = {
  outbound,
  webhooks: [
    documented,
    status,
    failure,
    inbound,
    whatsapp,
    ...optOuts,
    rcs,
    call,
    incomingCall,
    repeated,
    stream,
    single,
    {
      ...inbound,
      title: "takes a signature over the URL with its port",
      headers: signed("Ci7o/R+EozUjPd4SsfmEKea0ddo="),
    },
    {
      ...inbound,
      title: "takes a signature without the port that the URL has",
      url: "https://hooks.example.com:443/v1/webhooks/twilio/conn_123",
    },
    {
      ...inbound,
      title: "leaves out the fragment that sets retries",
      url: "https://hooks.example.com/v1/webhooks/twilio/conn_123#rc=3&rp=all",
    },
    {
      ...inbound,
      title: "takes a signature over a normalised URL",
      url: "https://hooks.example.com/v1/webhooks/twilio/conn_123?who=O'Neil Jr",
      headers: signed("8oLwDCSYURj6IFsQX8omlpBDdUI="),
    },
    {
      ...inbound,
      title: "takes a signature over a URL with its query escaped anew",
      url: "https://hooks.example.com/v1/webhooks/twilio/conn_123?who=O'Neil+Jr",
      headers: signed("mEKaRI+BB2iZ/eq3GG7Dz67O4LA="),
    },
    {
      ...inbound,
      title: "takes parameters in any order and encoding, for their decoded text is what is signed",
      body: "To=%2b15005550006&NumMedia=%30&MessageSid=SM00000000000000000000000000000002&From=%2B14155552671&Body=STOP%20caf%C3%A9%20%F0%9F%98%80",
    },
    refused(status, {
      title: "refuses a status changed after signing",
      kind: "tampered",
      body: "AccountSid=AC00000000000000000000000000000001&ApiVersion=2010-04-01&From=%2B15005550006&MessageSid=SM00000000000000000000000000000001&MessageStatus=failed&MessagingServiceSid=&SmsSid=SM00000000000000000000000000000001&SmsStatus=delivered&To=%2B14155552671",
      verdict: "invalid_signature",
    }),
    refused(status, {
      title: "refuses a parameter added after signing",
      kind: "tampered",
      body: `${status.body}&Unheard=of`,
      verdict: "invalid_signature",
    }),
    refused(status, {
      title: "refuses another query than the one signed",
      kind: "tampered",
      url: "https://hooks.example.com/v1/webhooks/twilio/conn_123?kind=inbound",
      verdict: "invalid_signature",
    }),
    refused(status, {
      title: "refuses JSON under a form's signature",
      kind: "tampered",
      headers: signed("GixuhSnIIz/ibc22+DUZ+GMYNiQ=", "application/json"),
      body: '{"MessageSid":"SM00000000000000000000000000000001","MessageStatus":"failed"}',
      verdict: "invalid_signature",
    }),
    refused(single, {
      title: "refuses JSON whose hash is not the URL's",
      kind: "tampered",
      body: '{"id":"evt_2","type":"com.twilio.test"}',
      verdict: "invalid_signature",
    }),
    refused(single, {
      title: "refuses the same JSON with white space between",
      kind: "reencoded",
      body: '{"id": "evt_1", "type": "com.twilio.test"}',
      verdict: "invalid_signature",
    }),
    refused(inbound, {
      title: "refuses parameters encoded twice",
      kind: "reencoded",
      body: "Body=STOP+caf%25C3%25A9&From=%252B14155552671&MessageSid=SM00000000000000000000000000000002&NumMedia=0&To=%252B15005550006",
      verdict: "invalid_signature",
    }),
    refused(inbound, {
      title: "refuses another account's auth token",
      kind: "wrong_key",
      secret: "fedcba9876543210fedcba9876543210",
      verdict: "invalid_signature",
    }),
    refused(inbound, {
      title: "refuses a request without the header",
      kind: "incomplete",
      headers: { "content-type": FORM },
      verdict: "header_missing",
    }),
    refused(single, {
      title: "refuses a header that is not base64",
      kind: "incomplete",
      headers: signed("not base64!", "application/json"),
      verdict: "header_malformed",
    }),
  ],
};
