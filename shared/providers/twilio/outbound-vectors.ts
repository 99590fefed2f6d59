import {
  type ExpectedRequest,
  type InvalidVector,
  type OutboundVectors,
  type ResultVector,
  SAMPLE_REFERENCE,
} from "../vectors.ts";
import { registration as a2p } from "./a2p-vectors.ts";
import { answers, error } from "./answer-vectors.ts";
import { sentMessages } from "./message-vectors.ts";
import { registrationVectors } from "./registration-vectors.ts";
import {
  ACCOUNT_SID,
  ACCOUNT_URL,
  BASIC_KEY,
  BASIC_TOKEN,
  credentials,
  post as postTo,
  SERVICE,
  withKey,
  withToken,
} from "./sample-vectors.ts";
import { services } from "./service-vectors.ts";
import { clientTokens } from "./token-vectors.ts";
import { voice } from "./voice-vectors.ts";
import { whatsapp, whatsappMessages } from "./whatsapp-vectors.ts";

const post = postTo(`${ACCOUNT_URL}/Messages.json`);

function get(path: string, authorization: string): ExpectedRequest {
  return { method: "GET", url: `${ACCOUNT_URL}${path}`, headers: { authorization } };
}

const message = {
  account_sid: ACCOUNT_SID,
  body: "Hi",
  error_code: null,
  from: "+15005550006",
  num_segments: "1",
  sid: "SM00000000000000000000000000000004",
  status: "queued",
  to: "+14155550100",
};

const results: readonly ResultVector[] = [
  {
    title: "queued",
    status: 201,
    body: message,
    result: {
      externalId: "SM00000000000000000000000000000004",
      result: { sid: "SM00000000000000000000000000000004", status: "queued", segments: "1" },
    },
  },
];

const invalid: readonly InvalidVector[] = [
  { title: "no recipient", input: { body: "Hi", mediaUrls: ["https://f.example.com/a.png"] }, path: "to" },
  {
    title: "a number without its country code",
    input: { to: "0151 23456789", body: "Hi", mediaUrls: ["https://f.example.com/a.png"] },
    path: "to",
  },
  {
    title: "a text of 1,601 characters",
    input: { to: "+14155550100", body: "x".repeat(1_601), mediaUrls: ["https://f.example.com/a.png"] },
    path: "body",
  },
  {
    title: "eleven media files",
    input: { to: "+14155550100", mediaUrls: Array(11).fill("https://f.example.com/a.png") },
    path: "mediaUrls",
  },
  {
    title: "media that is not on the web",
    input: { to: "+14155550100", mediaUrls: ["file:///etc/passwd"] },
    path: "mediaUrls.0",
  },
  {
    title: "a service that is none",
    input: { to: "+14155550100", mediaUrls: ["https://f.example.com/a.png"], messagingServiceSid: "AC1" },
    path: "messagingServiceSid",
  },
];

const account = {
  auth_token: credentials.authToken,
  friendly_name: "Acme",
  owner_account_sid: ACCOUNT_SID,
  sid: ACCOUNT_SID,
  status: "active",
  type: "Full",
};

export const outbound: OutboundVectors = {
  connection: withToken,
  actions: {
    "sms.send": {
      requests: [
        {
          title: "sends a text from the sender that the message names",
          input: { to: "+14155550100", from: "ACME Shop", body: "Größe & 100 % ✓\nBis Montag" },
          request: {
            ...post,
            body: {
              form: [
                ["To", "+14155550100"],
                ["From", "ACME Shop"],
                ["Body", "Größe & 100 % ✓\nBis Montag"],
              ],
            },
          },
        },
        {
          title: "comes from the credential's number, under the API key where there is one",
          connection: withKey,
          input: { to: "+14155550100", body: "Hi" },
          request: {
            ...post,
            headers: { ...post.headers, authorization: BASIC_KEY },
            body: {
              form: [
                ["To", "+14155550100"],
                ["From", "+15005550006"],
                ["Body", "Hi"],
              ],
            },
          },
        },
        {
          title:
            "comes from the connection's service before any number, and asks for receipts where they are wanted",
          connection: {
            ...withToken,
            config: {
              messagingServiceSid: SERVICE,
              statusCallbackUrl: "https://hooks.example.com/webhooks/twilio/ep_1?kind=status#rc=3",
            },
          },
          input: { to: "+14155550100", body: "Hi" },
          request: {
            ...post,
            body: {
              form: [
                ["To", "+14155550100"],
                ["MessagingServiceSid", SERVICE],
                ["Body", "Hi"],
                [
                  "StatusCallback",
                  `https://hooks.example.com/webhooks/twilio/ep_1?kind=status&causeway_job=${SAMPLE_REFERENCE}#rc=3`,
                ],
              ],
            },
          },
        },
        {
          title: "leaves the URL of a status callback as it is where it is none of ours",
          connection: {
            ...withToken,
            config: {
              messagingServiceSid: SERVICE,
              statusCallbackUrl: "https://app.example.com/status?token=1",
            },
          },
          input: { to: "+14155550100", body: "Hi" },
          request: {
            ...post,
            body: {
              form: [
                ["To", "+14155550100"],
                ["MessagingServiceSid", SERVICE],
                ["Body", "Hi"],
                ["StatusCallback", "https://app.example.com/status?token=1"],
              ],
            },
          },
        },
        {
          title: "is sent later, and given up where it waits too long",
          input: {
            to: "+14155550100",
            messagingServiceSid: SERVICE,
            body: "Hi",
            sendAt: "2026-01-01T09:00:00Z",
            validitySeconds: 3_600,
          },
          request: {
            ...post,
            body: {
              form: [
                ["To", "+14155550100"],
                ["MessagingServiceSid", SERVICE],
                ["Body", "Hi"],
                ["ScheduleType", "fixed"],
                ["SendAt", "2026-01-01T09:00:00Z"],
                ["ValidityPeriod", "3600"],
              ],
            },
          },
        },
        {
          title: "takes media along",
          input: { to: "+14155550100", body: "Hi", mediaUrls: ["https://f.example.com/a.png?x=1&y=2"] },
          request: {
            ...post,
            body: {
              form: [
                ["To", "+14155550100"],
                ["From", "+15005550006"],
                ["Body", "Hi"],
                ["MediaUrl", "https://f.example.com/a.png?x=1&y=2"],
              ],
            },
          },
        },
      ],
      invalid: [...invalid, { title: "nothing to send", input: { to: "+14155550100" }, path: "body" }],
      results,
    },
    "mms.send": {
      requests: [
        {
          title: "repeats the parameter for every file",
          input: {
            to: "+14155550100",
            messagingServiceSid: SERVICE,
            mediaUrls: ["https://f.example.com/a.png", "https://f.example.com/b.png"],
          },
          request: {
            ...post,
            body: {
              form: [
                ["To", "+14155550100"],
                ["MessagingServiceSid", SERVICE],
                ["MediaUrl", "https://f.example.com/a.png"],
                ["MediaUrl", "https://f.example.com/b.png"],
              ],
            },
          },
        },
      ],
      invalid: [
        ...invalid,
        { title: "no media", input: { to: "+14155550100", body: "Hi" }, path: "mediaUrls" },
      ],
      results: results.map((vector) => ({ ...vector, title: "queued, with media" })),
    },
    ...whatsapp,
    ...sentMessages,
    ...voice,
    ...services,
    ...a2p,
  },
  origins: [
    "https://lookups.twilio.com",
    "https://messaging.twilio.com",
    "https://verify.twilio.com",
    "https://video.twilio.com",
  ],
  answers,
  connections: [
    {
      title: "names the account, and keeps the token in the answer to itself",
      exchanges: [{ request: get(".json", BASIC_TOKEN), answer: { status: 200, body: account } }],
      verdict: { account: { id: ACCOUNT_SID, name: "Acme" } },
    },
    {
      title: "takes a standard key, which may not read the account",
      connection: withKey,
      exchanges: [
        { request: get(".json", BASIC_KEY), answer: error(401, 20003) },
        {
          request: get("/Messages.json?PageSize=1", BASIC_KEY),
          answer: { status: 200, body: { messages: [], page: 0, page_size: 1 } },
        },
      ],
      verdict: { account: { id: ACCOUNT_SID, name: null } },
    },
    {
      title: "refuses a key that was revoked",
      connection: withKey,
      exchanges: [
        { request: get(".json", BASIC_KEY), answer: error(401, 20003) },
        { request: get("/Messages.json?PageSize=1", BASIC_KEY), answer: error(401, 20003) },
      ],
      verdict: { status: "needs_reauth", code: "20003" },
    },
    {
      title: "refuses a token that was changed",
      exchanges: [{ request: get(".json", BASIC_TOKEN), answer: error(401, 20003) }],
      verdict: { status: "needs_reauth", code: "20003" },
    },
    {
      title: "refuses a suspended account, which can still be read",
      exchanges: [
        {
          request: get(".json", BASIC_TOKEN),
          answer: { status: 200, body: { ...account, status: "suspended" } },
        },
      ],
      verdict: { status: "needs_reauth", code: "account_suspended" },
    },
    {
      title: "learns nothing from a failure of Twilio's",
      exchanges: [{ request: get(".json", BASIC_TOKEN), answer: error(500, 20500) }],
      verdict: { status: "error", code: "http_500" },
    },
  ],
  messages: [
    {
      title: "a text",
      message: { channel: "sms", to: "+14155550100", from: "+15005550006", text: "Hi" },
      input: { to: "+14155550100", from: "+15005550006", body: "Hi" },
    },
    {
      title: "media without words",
      message: { channel: "sms", to: "+14155550100", mediaUrls: ["https://f.example.com/a.png"] },
      input: { to: "+14155550100", mediaUrls: ["https://f.example.com/a.png"] },
    },
    {
      title: "a text from a messaging service",
      message: { channel: "sms", to: "+14155550100", from: SERVICE, text: "Hi" },
      input: { to: "+14155550100", messagingServiceSid: SERVICE, body: "Hi" },
    },
    ...whatsappMessages,
  ],
  clientTokens,
  registration: registrationVectors(withToken, { accountUrl: ACCOUNT_URL, authorization: BASIC_TOKEN }),
};
