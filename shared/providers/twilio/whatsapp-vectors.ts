import { type ActionVectors, type MessageVector, SAMPLE_REFERENCE } from "../vectors.ts";
import { ACCOUNT_URL, again, credentials, post, SERVICE } from "./sample-vectors.ts";

const url = `${ACCOUNT_URL}/Messages.json`;
const TEMPLATE = "HX00000000000000000000000000000005";
const MESSAGE = "SM00000000000000000000000000000004";
const to = "+14155550100";

/** Messages of WhatsApp, and what becomes of those that are scheduled. */
export const whatsapp: Readonly<Record<string, ActionVectors>> = {
  "whatsapp.send": {
    requests: [
      {
        title: "fills a content template, from the credential's sender",
        connection: { credentials: { ...credentials, whatsappFrom: "whatsapp:+15005550006" } },
        input: { to, contentSid: TEMPLATE, contentVariables: { "1": "Größe", "2": "9:30" } },
        request: post(url, [
          ["To", "whatsapp:+14155550100"],
          ["From", "whatsapp:+15005550006"],
          ["ContentSid", TEMPLATE],
          ["ContentVariables", '{"1":"Größe","2":"9:30"}'],
        ]),
      },
      {
        title:
          "sends words and a file from the sender that the message names, with receipts where they are wanted",
        connection: {
          credentials: { ...credentials, whatsappFrom: "whatsapp:+15005550006" },
          config: { statusCallbackUrl: "https://hooks.example.com/webhooks/twilio/ep_1" },
        },
        input: { to, from: "+15005550007", body: "Hi ✓", mediaUrls: ["https://f.example.com/a.png"] },
        request: post(url, [
          ["To", "whatsapp:+14155550100"],
          ["From", "whatsapp:+15005550007"],
          ["Body", "Hi ✓"],
          [
            "StatusCallback",
            `https://hooks.example.com/webhooks/twilio/ep_1?causeway_job=${SAMPLE_REFERENCE}`,
          ],
          ["MediaUrl", "https://f.example.com/a.png"],
        ]),
      },
      {
        title: "comes from the connection's own sender, or from a service",
        connection: { credentials, config: { whatsappFrom: "whatsapp:+15005550008" } },
        input: { to, body: "Hi" },
        request: post(url, [
          ["To", "whatsapp:+14155550100"],
          ["From", "whatsapp:+15005550008"],
          ["Body", "Hi"],
        ]),
      },
      {
        title: "comes from a messaging service",
        input: { to, messagingServiceSid: SERVICE, body: "Hi" },
        request: post(url, [
          ["To", "whatsapp:+14155550100"],
          ["MessagingServiceSid", SERVICE],
          ["Body", "Hi"],
        ]),
      },
    ],
    invalid: [
      { title: "no recipient", input: { body: "Hi" }, path: "to" },
      { title: "nothing to send", input: { to }, path: "body" },
      { title: "a template and words", input: { to, body: "Hi", contentSid: TEMPLATE }, path: "contentSid" },
      {
        title: "values without a template",
        input: { to, body: "Hi", contentVariables: {} },
        path: "contentVariables",
      },
      {
        title: "two files",
        input: { to, mediaUrls: ["https://f.example.com/a.png", "https://f.example.com/b.png"] },
        path: "mediaUrls",
      },
    ],
    results: [
      {
        title: "queued",
        status: 201,
        body: { sid: MESSAGE, status: "queued", num_segments: "1", to: "whatsapp:+14155550100" },
        result: { externalId: MESSAGE, result: { sid: MESSAGE, status: "queued", segments: "1" } },
      },
    ],
  },
  "message.cancel": {
    requests: [
      {
        title: "names the message",
        input: { messageSid: MESSAGE },
        request: again(post(`${ACCOUNT_URL}/Messages/${MESSAGE}.json`, [["Status", "canceled"]])),
      },
    ],
    invalid: [{ title: "an id that leads elsewhere", input: { messageSid: "../Calls" }, path: "messageSid" }],
    results: [
      {
        title: "canceled",
        status: 200,
        body: { sid: MESSAGE, status: "canceled", num_segments: "0" },
        result: { externalId: MESSAGE, result: { sid: MESSAGE, status: "canceled", segments: "0" } },
      },
    ],
  },
};

export const whatsappMessages: readonly MessageVector[] = [
  {
    title: "a WhatsApp message from a number, written either way",
    message: { channel: "whatsapp", to, from: "whatsapp:+15005550006", text: "Hi" },
    input: { to, from: "+15005550006", body: "Hi" },
  },
  {
    title: "a WhatsApp message from a messaging service, with a file",
    message: { channel: "whatsapp", to, from: SERVICE, mediaUrls: ["https://f.example.com/a.png"] },
    input: { to, messagingServiceSid: SERVICE, mediaUrls: ["https://f.example.com/a.png"] },
  },
  {
    title: "a WhatsApp message without a sender of its own",
    message: { channel: "whatsapp", to, text: "Hi" },
    input: { to, body: "Hi" },
  },
  {
    title: "a WhatsApp message by a content template, its numbers as texts",
    message: {
      channel: "whatsapp",
      to,
      from: "+15005550006",
      template: { id: TEMPLATE, data: { 1: "Monday", 2: 9 } },
    },
    input: {
      to,
      from: "+15005550006",
      contentSid: TEMPLATE,
      contentVariables: { 1: "Monday", 2: "9" },
    },
  },
];
