import { BODY, SECRET, SIGNED_AT, type Vector, WRONG_SECRET } from "./vector.ts";

const HUBSPOT_SECRET = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy";
const HUBSPOT_BODY =
  '[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,"subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,"changeSource":"CRM","changeFlag":"NEW","appId":54321}]';
const HUBSPOT_ESCAPES = ["%3A", "%2F", "%3F", "%40", "%21", "%24", "%27", "%28", "%29", "%2A", "%2C", "%3B"];

const TWILIO_URL = "https://hooks.example.com/v1/webhooks/twilio";

function twilio(
  sender: string,
  secret: string,
  request: Pick<Vector, "url" | "body">,
  signature: string,
): Vector {
  return {
    sender: `Twilio, ${sender}`,
    scheme: {
      kind: "hmac",
      algorithm: "sha1",
      signature: { from: { header: "X-Twilio-Signature" }, encoding: "base64" },
      content: [{ url: "registered" }, { formSorted: true }],
    },
    secret,
    wrongSecret: WRONG_SECRET,
    headers: { "X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded" },
    ...request,
  };
}

function hubspotV3(url: string, signature: string): Vector {
  return {
    sender: `HubSpot v3 at ${url}`,
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: { header: "X-HubSpot-Signature-v3" }, encoding: "base64" },
      timestamp: { from: { header: "X-HubSpot-Request-Timestamp" }, unit: "ms" },
      content: [
        { method: true },
        { url: "registered", decode: HUBSPOT_ESCAPES },
        { body: "raw" },
        { timestamp: true },
      ],
    },
    secret: HUBSPOT_SECRET,
    wrongSecret: WRONG_SECRET,
    url,
    headers: { "X-HubSpot-Signature-v3": signature, "X-HubSpot-Request-Timestamp": "1767225600000" },
    body: HUBSPOT_BODY,
    at: SIGNED_AT,
  };
}

function hubspotV2(method: string, url: string, body: string, signature: string): Vector {
  return {
    sender: `HubSpot v2, a plain hash, by ${method}`,
    scheme: {
      kind: "digest",
      algorithm: "sha256",
      signature: { from: { header: "X-HubSpot-Signature" }, encoding: "hex" },
      content: [{ secret: true }, { method: true }, { url: "registered" }, { body: "raw" }],
    },
    secret: HUBSPOT_SECRET,
    wrongSecret: WRONG_SECRET,
    method,
    url,
    headers: { "X-HubSpot-Signature": signature },
    body,
  };
}

/** Senders that sign the address they send to. */
export const urlAndForm: readonly Vector[] = [
  {
    sender: "Square",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: { header: "x-square-hmacsha256-signature" }, encoding: "base64" },
      content: [{ url: "registered" }, { body: "raw" }],
    },
    secret: "sq_sig_key_test",
    wrongSecret: WRONG_SECRET,
    url: "https://hooks.example.com/v1/webhooks/square?tenant=t_1",
    headers: { "x-square-hmacsha256-signature": "WBnDvkj5L5Ejv1ldcQa7nO2E9YpOEugiOJqjoO0QDBo=" },
    body: BODY,
  },
  {
    sender: "Trello",
    scheme: {
      kind: "hmac",
      algorithm: "sha1",
      signature: { from: { header: "x-trello-webhook" }, encoding: "base64" },
      content: [{ body: "raw" }, { url: "registered" }],
    },
    secret: SECRET,
    wrongSecret: WRONG_SECRET,
    url: "https://hooks.example.com/v1/webhooks/trello",
    headers: { "x-trello-webhook": "WRMPwmOYSf7xvgu7STF+d7eQWRQ=" },
    body: BODY,
  },
  hubspotV2(
    "POST",
    "https://hooks.example.com/v1/webhooks/hubspot",
    HUBSPOT_BODY,
    "ba309ed38eb8e760882f16c62f9983321eb0726bdb6ef9ea8baeeac04f1b41e0",
  ),
  hubspotV2(
    "GET",
    "https://www.example.com/webhook_uri",
    "",
    "eee2dddcc73c94d699f5e395f4b9d454a069a6855fbfa152e91e88823087200e",
  ),
  hubspotV3("https://hooks.example.com/v1/webhooks/hubspot", "AMcauGRetm0Yh6vT+EJ6dcEu6H5d1U9MT0b1H41FOZs="),
  hubspotV3(
    "https://hooks.example.com/v1/webhooks/hubspot?u=https%3A%2F%2Fa.example%2Fx%20y%3Bz",
    "K3g/bLQUWcodKxVEXqYvkWaow9H2NRvZwmJIiS2FNfs=",
  ),
  twilio(
    "as documented",
    "12345",
    {
      url: "https://mycompany.com/myapp.php?foo=1&bar=2",
      body: "To=%2B18005551212&From=%2B14158675309&Digits=1234&Caller=%2B14158675309&CallSid=CA1234567890ABCDE",
    },
    "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
  ),
  twilio(
    "by its library",
    SECRET,
    { url: TWILIO_URL, body: "To=%2B15551234567&From=%2B15557654321&MessageSid=SM1&MessageStatus=delivered" },
    "qXQdMEq6V8MEGgefO0x3cxZGDBw=",
  ),
  twilio(
    "with an empty value",
    "0123456789abcdef0123456789abcdef",
    {
      url: "https://hooks.example.com/v1/webhooks/twilio/conn_123?kind=status",
      body: "AccountSid=AC00000000000000000000000000000001&ApiVersion=2010-04-01&From=%2B15005550006&MessageSid=SM00000000000000000000000000000001&MessageStatus=delivered&MessagingServiceSid=&SmsSid=SM00000000000000000000000000000001&SmsStatus=delivered&To=%2B14155552671",
    },
    "GixuhSnIIz/ibc22+DUZ+GMYNiQ=",
  ),
  twilio(
    "with characters outside ASCII",
    "0123456789abcdef0123456789abcdef",
    {
      url: "https://hooks.example.com/v1/webhooks/twilio/conn_123",
      body: "Body=STOP+caf%C3%A9+%F0%9F%98%80&From=%2B14155552671&MessageSid=SM00000000000000000000000000000002&NumMedia=0&To=%2B15005550006",
    },
    "sJl+p49uQxfiC3D2deLM18ugC4o=",
  ),
  twilio(
    "with a name repeated",
    "0123456789abcdef0123456789abcdef",
    {
      url: "https://hooks.example.com/v1/webhooks/twilio/conn_123",
      body: "MediaUrl=b&MediaUrl=a&To=x&MediaUrl=b",
    },
    "w/BNZLYPnEG1IIiDjP5h6isj0o4=",
  ),
];
