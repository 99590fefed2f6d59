import { type GoodVector, type ProviderVectors, refusals, refused } from "../vectors.ts";
import { outbound } from "./outbound-vectors.ts";

const request = {
  source: "signed with HMAC-SHA256 over the bytes, as documented",
  secret: "whatsapp_app_secret_0123456789abcdef",
  method: "POST",
  url: "https://hooks.example.com/webhooks/whatsapp/ep_1",
  now: 1_767_225_600_000,
};

const documented: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies a text whose characters Meta escaped in the bytes it signed",
  headers: {
    "content-type": "application/json",
    "x-hub-signature-256": "sha256=5a88492e73014b7e65783490d52ba6d808cf93e98ba353df9b9b4ace0142a2a0",
  },
  events: [
    {
      id: "wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQzQTdC",
      type: "message.text",
      subject: "16505551234",
      time: 1749416383000,
    },
  ],
  effects: [
    {
      kind: "message.received",
      channel: "whatsapp",
      externalId: "wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQzQTdC",
      from: "+16505551234",
      to: "+15550783881",
      text: "Café 😀",
      subject: null,
      mediaUrls: [],
      inReplyTo: null,
    },
  ],
  source: "the documented payload, signed as Meta's page says",
  body: '{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":"106540352242922"},"contacts":[{"profile":{"name":"Zo\\u00e9"},"wa_id":"16505551234"}],"messages":[{"from":"16505551234","id":"wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQzQTdC","timestamp":"1749416383","type":"text","text":{"body":"Caf\\u00e9 \\ud83d\\ude00"}}]},"field":"messages"}]}]}',
};

const statuses: GoodVector = {
  ...request,
  kind: "good",
  title: "splits statuses, of which one message has several",
  headers: {
    "content-type": "application/json",
    "x-hub-signature-256": "sha256=e7d0594a758de5d2e65b2d1a013f4b5b2b90b281da01476e9c21374623f03d41",
  },
  events: [
    {
      id: "wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA:delivered",
      type: "status.delivered",
      subject: "wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA",
      time: 1767225600000,
    },
    {
      id: "wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcB:failed",
      type: "status.failed",
      subject: "wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcB",
      time: 1767225601000,
    },
  ],
  effects: [
    {
      kind: "message.status",
      externalId: "wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA",
      status: "delivered",
      errorCode: null,
    },
    {
      kind: "message.status",
      externalId: "wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcB",
      status: "failed",
      errorCode: "131047",
    },
  ],
  body: '{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":"106540352242922"},"statuses":[{"id":"wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA","status":"delivered","timestamp":"1767225600","recipient_id":"16505551234"},{"id":"wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcB","status":"failed","timestamp":"1767225601","recipient_id":"16505551234","errors":[{"code":131047,"title":"Re-engagement message"}]}]},"field":"messages"}]}]}',
};

const charged: GoodVector = {
  ...request,
  kind: "good",
  title: "tells by which rate a message is charged, once it is delivered",
  headers: {
    "content-type": "application/json",
    "x-hub-signature-256": "sha256=d0fb4b0c0bbcc0991abe24543ee1382cc7ba98637662956f9aabf1ab1e5ad601",
  },
  events: [
    {
      id: "wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcE:sent",
      type: "status.sent",
      subject: "wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcE",
      time: 1767225600000,
    },
    {
      id: "wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcE:delivered",
      type: "status.delivered",
      subject: "wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcE",
      time: 1767225601000,
    },
    {
      id: "wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcF:read",
      type: "status.read",
      subject: "wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcF",
      time: 1767225602000,
    },
  ],
  effects: [
    {
      kind: "message.status",
      externalId: "wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcE",
      status: "sent",
      errorCode: null,
    },
    {
      kind: "message.status",
      externalId: "wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcE",
      status: "delivered",
      errorCode: null,
      rate: { category: "marketing", type: "regular" },
    },
    {
      kind: "message.status",
      externalId: "wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcF",
      status: "read",
      errorCode: null,
      rate: { category: "service", type: "free_customer_service" },
    },
  ],
  body: '{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":"106540352242922"},"statuses":[{"id":"wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcE","status":"sent","timestamp":"1767225600","recipient_id":"16505551234","pricing":{"billable":true,"pricing_model":"PMP","type":"regular","category":"marketing"}},{"id":"wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcE","status":"delivered","timestamp":"1767225601","recipient_id":"16505551234","pricing":{"billable":true,"pricing_model":"PMP","type":"regular","category":"marketing"}},{"id":"wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcF","status":"read","timestamp":"1767225602","recipient_id":"16505551234","pricing":{"billable":false,"pricing_model":"PMP","type":"free_customer_service","category":"service"}}]},"field":"messages"}]}]}',
};

const stopped: GoodVector = {
  ...request,
  kind: "good",
  title: "takes a recipient's stop of marketing as the end of their consent",
  headers: {
    "content-type": "application/json",
    "x-hub-signature-256": "sha256=13805f3597acdc9aab99d6d9399ea8556115280c8bdfd552864932ef6a8a52ab",
  },
  events: [
    {
      id: "wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcD:failed",
      type: "status.failed",
      subject: "wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcD",
      time: 1767225602000,
    },
  ],
  effects: [
    {
      kind: "message.status",
      externalId: "wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcD",
      status: "failed",
      errorCode: "131050",
    },
    { kind: "consent.withdrawn", channel: "whatsapp", address: "+16505551234", evidence: "131050" },
  ],
  body: '{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":"106540352242922"},"statuses":[{"id":"wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcD","status":"failed","timestamp":"1767225602","recipient_id":"16505551234","errors":[{"code":131050,"title":"User has stopped receipt of marketing messages from your business on WhatsApp"}]}]},"field":"messages"}]}]}',
};

const button: GoodVector = {
  ...request,
  kind: "good",
  title: "reads the press of a button of a user who shows no number",
  headers: {
    "content-type": "application/json",
    "x-hub-signature-256": "sha256=a5e20fdd2d3bf8e4bd8484c6ef2ddefc3c31343998a408900e84887da185ec1f",
  },
  events: [
    {
      id: "wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQzQTdD",
      type: "message.interactive",
      subject: "US.13491208655302741918",
      time: 1767225600000,
    },
  ],
  effects: [
    {
      kind: "message.received",
      channel: "whatsapp",
      externalId: "wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQzQTdD",
      from: "US.13491208655302741918",
      to: "+15550783881",
      text: "Ja, schön",
      subject: null,
      mediaUrls: [],
      inReplyTo: null,
    },
  ],
  body: '{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":"106540352242922"},"messages":[{"from_user_id":"US.13491208655302741918","id":"wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQzQTdD","timestamp":"1767225600","type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"yes","title":"Ja, sch\\u00f6n"}}}]},"field":"messages"}]}]}',
};

const media: GoodVector = {
  ...request,
  kind: "good",
  title: "takes a picture's caption and a choice from a list for words, and a reaction for no message",
  headers: {
    "content-type": "application/json",
    "x-hub-signature-256": "sha256=6066a863bf3397388e51e9eb838ee399c223efaedde55675562605a63a1f34ad",
  },
  events: [
    {
      id: "wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQzQTdF",
      type: "message.image",
      subject: "16505551234",
      time: 1767225600000,
    },
    {
      id: "wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQzQTdG",
      type: "message.interactive",
      subject: "16505551234",
      time: 1767225601000,
    },
    {
      id: "wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQzQTdH",
      type: "message.reaction",
      subject: "16505551234",
      time: 1767225602000,
    },
  ],
  effects: [
    {
      kind: "message.received",
      channel: "whatsapp",
      externalId: "wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQzQTdF",
      from: "+16505551234",
      to: "+15550783881",
      text: "So schön",
      subject: null,
      mediaUrls: [],
      inReplyTo: "wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA",
    },
    {
      kind: "message.received",
      channel: "whatsapp",
      externalId: "wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQzQTdG",
      from: "+16505551234",
      to: "+15550783881",
      text: "Monday",
      subject: null,
      mediaUrls: [],
      inReplyTo: null,
    },
  ],
  body: '{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":"106540352242922"},"contacts":[{"profile":{"name":"Zo\\u00e9"},"wa_id":"16505551234"}],"messages":[{"context":{"from":"15550783881","id":"wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA"},"from":"16505551234","id":"wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQzQTdF","timestamp":"1767225600","type":"image","image":{"id":"1003383421387256","mime_type":"image/jpeg","sha256":"SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI=","caption":"So sch\\u00f6n"}},{"from":"16505551234","id":"wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQzQTdG","timestamp":"1767225601","type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"mon","title":"Monday"}}},{"from":"16505551234","id":"wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQzQTdH","timestamp":"1767225602","type":"reaction","reaction":{"message_id":"wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA","emoji":"\\ud83d\\ude00"}}]},"field":"messages"}]}]}',
};

const template: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a change of a template, which has no id",
  headers: {
    "content-type": "application/json",
    "x-hub-signature-256": "sha256=7e2a81e880d21bdae222d7fdbee02c67f67fe2bfcdd12a63a7707e46145b1c5a",
  },
  events: [{ id: null, type: "message_template_status_update", subject: "102290129340398", time: null }],
  body: '{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{"event":"APPROVED","message_template_id":594425479261596,"message_template_name":"order_update","message_template_language":"de"},"field":"message_template_status_update"}]}]}',
};

const unparsed: GoodVector = {
  ...request,
  kind: "good",
  title: "keeps a body that is no JSON",
  headers: {
    "content-type": "application/json",
    "x-hub-signature-256": "sha256=7948506018a741766d9e4e6ded6497b5419a0ab85fe0b204917966437a252e73",
  },
  events: "unparsed",
  body: "Zoë",
};

export const vectors: ProviderVectors = {
  webhooks: [
    documented,
    statuses,
    charged,
    stopped,
    button,
    media,
    template,
    unparsed,
    ...refusals(documented, { header: "x-hub-signature-256", otherSecret: "another_app_secret" }),
    refused(documented, {
      kind: "incomplete",
      title: "refuses a signature without its mark",
      headers: { "x-hub-signature-256": "5a88492e73014b7e65783490d52ba6d808cf93e98ba353df9b9b4ace0142a2a0" },
      verdict: "header_malformed",
    }),
  ],
  handshakes: [
    {
      title: "echoes the challenge when the verify token is the endpoint's id",
      method: "GET",
      url: "https://hooks.example.com/webhooks/whatsapp/ep_1?hub.mode=subscribe&hub.verify_token=ep_1&hub.challenge=1158201444",
      headers: {},
      body: "",
      verified: false,
      reply: {
        status: 200,
        headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
        body: "1158201444",
      },
    },
    {
      title: "does not know another verify token",
      method: "GET",
      url: "https://hooks.example.com/webhooks/whatsapp/ep_1?hub.mode=subscribe&hub.verify_token=ep_2&hub.challenge=1158201444",
      headers: {},
      body: "",
      verified: false,
      reply: null,
    },
    {
      title: "echoes nothing that is no challenge",
      method: "GET",
      url: "https://hooks.example.com/webhooks/whatsapp/ep_1?hub.mode=subscribe&hub.verify_token=ep_1&hub.challenge=%3Cb%3E",
      headers: {},
      body: "",
      verified: false,
      reply: null,
    },
  ],
  outbound,
};
