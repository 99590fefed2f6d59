import { z } from "zod";
import { emailAddress } from "../../../model/email.ts";
import { at, idOf, nameOf } from "../../../model/read.ts";
import { type ActionResult, type Call, defineAction, type ProviderAnswer } from "../../action.ts";
import { once, phoneNumber, sid } from "../input.ts";
import { PRODUCT_URLS, postForm } from "../request.ts";

const recipient = z.union([phoneNumber, emailAddress], {
  error: "must be a number in E.164 form, or for the channel `email` an address",
});

const service = sid("VA", "a Verify service").optional();

/** The input's service, else the connection's, else the credential's; without any Twilio finds none of that name. */
function serviceUrl(
  given: string | undefined,
  path: string,
  { config, credentials }: Pick<Call, "config" | "credentials">,
): string {
  const id = given ?? nameOf(config.verifyServiceSid) ?? credentials.verifyServiceSid;
  return `${PRODUCT_URLS.verify}/Services/${encodeURIComponent(id ?? "verifyServiceSid-is-missing")}${path}`;
}

/** Never the code, which only its recipient knows. */
function readVerification({ body }: ProviderAnswer): ActionResult {
  const id = idOf(at(body, "sid"));
  const status = nameOf(at(body, "status"));
  return { externalId: id, result: { sid: id, status, isApproved: status === "approved" } };
}

export const startVerification = defineAction({
  description:
    "Sends somebody a code that proves that a number or an address is theirs; it lives ten minutes.",
  docs: "https://www.twilio.com/docs/verify/api/verification#start-new-verification",
  input: z.strictObject({
    to: recipient,
    channel: z.enum(["sms", "call", "email", "whatsapp", "sna", "auto"]),
    verifyServiceSid: service,
    locale: z
      .string()
      .regex(/^[a-z]{2,3}(?:-[A-Za-z]{2,4})?$/, "must be a language, e.g. en or pt-BR")
      .optional(),
    friendlyName: z.string().min(1).max(30).optional().describe("Whose code it is, as the message says."),
  }),
  example: { to: "+14155550100", channel: "sms" },
  ...once,
  send: ({ to, channel, verifyServiceSid, locale, friendlyName }, call) =>
    postForm(call, serviceUrl(verifyServiceSid, "/Verifications", call), {
      fields: { To: to, Channel: channel, Locale: locale, CustomFriendlyName: friendlyName },
    }),
  result: readVerification,
});

/** A wrong code is an answer like any other: `pending`. */
export const checkVerification = defineAction({
  description: "Checks the code that somebody entered; `isApproved` says whether it was right.",
  docs: "https://www.twilio.com/docs/verify/api/verification-check",
  input: z
    .strictObject({
      to: recipient.optional(),
      verificationSid: sid("VE", "a verification").optional(),
      code: z.string().regex(/^\d{4,10}$/, "must be 4 to 10 digits"),
      verifyServiceSid: service,
    })
    .refine(({ to, verificationSid }) => (to === undefined) !== (verificationSid === undefined), {
      error: "is needed, or `verificationSid`; one of the two",
      path: ["to"],
    }),
  example: { to: "+14155550100", code: "123456" },
  ...once,
  send: ({ to, verificationSid, code, verifyServiceSid }, call) =>
    postForm(call, serviceUrl(verifyServiceSid, "/VerificationCheck", call), {
      fields: { To: to, VerificationSid: verificationSid, Code: code },
    }),
  result: readVerification,
});
