import type { ActionVectors } from "../vectors.ts";
import { ACCOUNT_URL, again, post, withToken } from "./sample-vectors.ts";

const CALL = "CA00000000000000000000000000000006";
const to = "+14155550100";
const twiml = "<Response><Say>Größe</Say></Response>";

export const voice: Readonly<Record<string, ActionVectors>> = {
  "call.create": {
    requests: [
      {
        title: "calls from the credential's number and says what the TwiML has",
        input: { to, twiml },
        request: post(`${ACCOUNT_URL}/Calls.json`, [
          ["To", to],
          ["From", "+15005550006"],
          ["Twiml", twiml],
        ]),
      },
      {
        title: "sends everything that a call can have, and asks to be told where that is wanted",
        connection: {
          ...withToken,
          config: {
            fromNumber: "+15005550007",
            statusCallbackUrl: "https://hooks.example.com/webhooks/twilio/ep_1?kind=call",
          },
        },
        input: {
          to: "sip:ann@example.com",
          url: "https://app.example.com/twiml",
          sendDigits: "ww12#",
          timeoutSeconds: 20,
          timeLimitSeconds: 600,
          machineDetection: "DetectMessageEnd",
          record: true,
        },
        request: post(`${ACCOUNT_URL}/Calls.json`, [
          ["To", "sip:ann@example.com"],
          ["From", "+15005550007"],
          ["Url", "https://app.example.com/twiml"],
          ["SendDigits", "ww12#"],
          ["Timeout", "20"],
          ["TimeLimit", "600"],
          ["MachineDetection", "DetectMessageEnd"],
          ["Record", "true"],
          ["StatusCallback", "https://hooks.example.com/webhooks/twilio/ep_1?kind=call"],
          ["StatusCallbackEvent", "initiated"],
          ["StatusCallbackEvent", "ringing"],
          ["StatusCallbackEvent", "answered"],
          ["StatusCallbackEvent", "completed"],
        ]),
      },
    ],
    invalid: [
      { title: "nobody", input: { twiml }, path: "to" },
      { title: "nothing to say", input: { to }, path: "twiml" },
      { title: "two things to say", input: { to, twiml, url: "https://app.example.com" }, path: "twiml" },
      { title: "words that are no TwiML", input: { to, twiml: "Hello" }, path: "twiml" },
      { title: "TwiML that is too long", input: { to, twiml: `<${"a".repeat(4_000)}>` }, path: "twiml" },
      { title: "a file for a URL", input: { to, url: "file:///etc/passwd" }, path: "url" },
    ],
    results: [
      {
        title: "queued",
        status: 201,
        body: { sid: CALL, status: "queued", to },
        result: { externalId: CALL, result: { sid: CALL, status: "queued" } },
      },
    ],
  },
  "call.end": {
    requests: [
      {
        title: "ends the call, whether it was answered or not",
        input: { callSid: CALL },
        request: again(post(`${ACCOUNT_URL}/Calls/${CALL}.json`, [["Status", "completed"]])),
      },
    ],
    invalid: [
      { title: "an id that leads elsewhere", input: { callSid: "../Messages" }, path: "callSid" },
      { title: "another state", input: { callSid: CALL, status: "ringing" }, path: "status" },
    ],
    results: [
      {
        title: "over",
        status: 200,
        body: { sid: CALL, status: "completed" },
        result: { externalId: CALL, result: { sid: CALL, status: "completed" } },
      },
    ],
  },
};
