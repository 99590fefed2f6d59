import { z } from "zod";
import { at, idOf, nameOf } from "../../../model/read.ts";
import { type ActionResult, type Call, defineAction, type ProviderAnswer } from "../../action.ts";
import { accountUrl } from "../auth.ts";
import { once, phoneNumber, repeatable, sid, webUrl } from "../input.ts";
import { postForm } from "../request.ts";

/** A number, or an address of Twilio's own apps and of SIP. */
const callee = z
  .string()
  .max(256)
  .regex(
    /^(?:\+[1-9]\d{6,14}|client:\S{1,121}|sips?:\S+@\S+)$/,
    "must be a number in E.164 form, client:… or sip:…",
  );

const STATUSES = ["initiated", "ringing", "answered", "completed"];

const input = z
  .strictObject({
    to: callee,
    from: z.union([phoneNumber, z.string().regex(/^client:\S{1,121}$/)]).optional(),
    twiml: z
      .string()
      .min(1)
      .max(4_000)
      .regex(/^\s*<.*>\s*$/s, "must be TwiML, <Response>…</Response>")
      .optional(),
    url: webUrl.optional().describe("Where Twilio asks for TwiML once the call is answered."),
    applicationSid: sid("AP", "an application").optional(),
    sendDigits: z
      .string()
      .regex(/^[\dw#*]{1,32}$/i, "takes digits, #, * and w")
      .optional(),
    timeoutSeconds: z.int().min(5).max(600).optional().describe("For how long it rings."),
    timeLimitSeconds: z.int().min(1).max(86_400).optional().describe("How long the call may be."),
    machineDetection: z.enum(["Enable", "DetectMessageEnd"]).optional(),
    record: z.boolean().optional(),
  })
  .refine(
    ({ twiml, url, applicationSid }) =>
      [twiml, url, applicationSid].filter((way) => way !== undefined).length === 1,
    { error: "is needed, or `url` or `applicationSid`; one of the three", path: ["twiml"] },
  );

function readCall({ body }: ProviderAnswer): ActionResult {
  const callSid = idOf(at(body, "sid"));
  return { externalId: callSid, result: { sid: callSid, status: nameOf(at(body, "status")) } };
}

/** Calls come from a number: a messaging service has no voice. */
function callerOf(from: string | undefined, { config, credentials }: Call): string | undefined {
  return from ?? nameOf(config.fromNumber) ?? credentials.fromNumber;
}

export const createCall = defineAction({
  description:
    "Calls somebody and does what TwiML says. Without `from` the call comes from the connection's number; where the connection has a `statusCallbackUrl` Twilio tells how it goes.",
  docs: "https://www.twilio.com/docs/voice/api/call-resource#create-a-call-resource",
  input,
  example: {
    to: "+14155550100",
    from: "+15005550006",
    twiml: "<Response><Say>Your booking is on Monday at nine thirty.</Say></Response>",
  },
  ...once,
  send: (order, call) => {
    const callback = nameOf(call.config.statusCallbackUrl) ?? undefined;
    return postForm(call, accountUrl(call, "/Calls.json"), {
      fields: {
        To: order.to,
        From: callerOf(order.from, call),
        Twiml: order.twiml,
        Url: order.url,
        ApplicationSid: order.applicationSid,
        SendDigits: order.sendDigits,
        Timeout: order.timeoutSeconds,
        TimeLimit: order.timeLimitSeconds,
        MachineDetection: order.machineDetection,
        Record: order.record,
        StatusCallback: callback,
        StatusCallbackEvent: callback === undefined ? undefined : STATUSES,
      },
    });
  },
  result: readCall,
});

export const endCall = defineAction({
  description: "Ends a call; `canceled` only while it has not been answered.",
  docs: "https://www.twilio.com/docs/voice/api/call-resource#update-a-call-resource",
  input: z.strictObject({
    callSid: sid("CA", "a call"),
    status: z.enum(["completed", "canceled"]).default("completed"),
  }),
  example: { callSid: "CA00000000000000000000000000000000", status: "completed" },
  ...repeatable,
  send: ({ callSid, status }, call) =>
    postForm(call, accountUrl(call, `/Calls/${callSid}.json`), {
      fields: { Status: status },
      isRepeatable: true,
    }),
  result: readCall,
});
