import type { HeaderFields } from "../sender.ts";
import type { Client, Heard } from "./client.ts";

export const RESEND_KEY = "re_ExampleE_ExampleExampleExampleExa";
export const SLACK_TOKEN = "xoxb-0123456789-ExampleExample";
export const STRIPE_KEY = "sk_test_ExampleExampleExampleExampl";
export const ACCOUNT_SID = `AC${"0123456789abcdef".repeat(2)}`;
export const AUTH_TOKEN = "fedcba9876543210".repeat(2);

export function basic(user: string, password: string): HeaderFields {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` };
}

export function bearer(key: string): HeaderFields {
  return { authorization: `Bearer ${key}` };
}

export const MESSAGES = `/twilio/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json`;

/** A good call that acts, of every provider; `changes` are laid over its parameters. */
export const goodCalls = {
  resend: (client, changes = {}, headers = {}) =>
    client.request("POST", "/resend/emails", {
      headers: { ...bearer(RESEND_KEY), ...headers },
      json: {
        from: "Café Crème <hallo@cafe-creme.example>",
        to: ["zoe@example.com"],
        subject: "Ihre Bestellung ☕",
        text: "Danke!",
        ...changes,
      },
    }),
  twilio: (client, changes = {}, headers = {}) =>
    client.request("POST", MESSAGES, {
      headers: { ...basic(ACCOUNT_SID, AUTH_TOKEN), ...headers },
      form: { To: "+14155550101", From: "+14155550199", Body: "Grüße ☕", ...changes },
    }),
  slack: (client, changes = {}, headers = {}) =>
    client.request("POST", "/slack/api/chat.postMessage", {
      headers: { "content-type": "application/json; charset=utf-8", ...bearer(SLACK_TOKEN), ...headers },
      json: { channel: "C0BESTELLEN", text: "Tisch 4 ist frei ☕", ...changes },
    }),
  stripe: (client, changes = {}, headers = {}) =>
    client.request("POST", "/stripe/v1/customers", {
      headers: { ...bearer(STRIPE_KEY), ...headers },
      form: { email: "zoe@example.com", name: "Zoë Müller", ...changes },
    }),
} satisfies Record<string, GoodCall>;

type GoodCall = (client: Client, changes?: HeaderFields, headers?: HeaderFields) => Promise<Heard>;

/** They all, by provider. */
export const everyGoodCall = Object.entries<GoodCall>(goodCalls);
