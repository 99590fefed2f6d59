import { z } from "zod";
import { defineAction } from "../../action.ts";
import { addressing, readMessage, repeatability, sendMessage } from "../client.ts";

const name = z.string().min(1).max(20).optional().describe("Of templates whose variables have names.");
const media = z
  .strictObject({
    id: z.string().min(1).max(64).optional(),
    link: z.url({ protocol: /^https?$/ }).optional(),
  })
  .refine(({ id, link }) => (id === undefined) !== (link === undefined), "needs an `id` or a `link`");

/** A value that fills a variable of a header or of the words. */
const parameter = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), text: z.string().min(1).max(32_768), parameterName: name }),
  z.strictObject({
    type: z.literal("currency"),
    currency: z.strictObject({
      fallbackValue: z.string().min(1),
      code: z.string().regex(/^[A-Z]{3}$/, "must be an ISO 4217 code"),
      amount1000: z.int().describe("The amount times 1,000."),
    }),
    parameterName: name,
  }),
  z.strictObject({
    type: z.literal("date_time"),
    dateTime: z.strictObject({ fallbackValue: z.string().min(1) }),
    parameterName: name,
  }),
  z.strictObject({ type: z.literal("image"), image: media }),
  z.strictObject({ type: z.literal("video"), video: media }),
  z.strictObject({ type: z.literal("document"), document: media }),
]);

const button = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("payload"), payload: z.string().min(1).max(256) }),
  z.strictObject({ type: z.literal("text"), text: z.string().min(1).max(2_000) }),
]);

const component = z.discriminatedUnion("type", [
  z.strictObject({ type: z.enum(["header", "body"]), parameters: z.array(parameter).min(1).max(64) }),
  z.strictObject({
    type: z.literal("button"),
    subType: z.enum(["quick_reply", "url"]),
    index: z.int().min(0).max(9),
    parameters: z.array(button).min(1).max(1),
  }),
]);

function parameterOf(given: z.output<typeof parameter>) {
  switch (given.type) {
    case "text":
      return { type: "text", parameter_name: given.parameterName, text: given.text };
    case "currency": {
      const { fallbackValue, code, amount1000 } = given.currency;
      const currency = { fallback_value: fallbackValue, code, amount_1000: amount1000 };
      return { type: "currency", parameter_name: given.parameterName, currency };
    }
    case "date_time":
      return {
        type: "date_time",
        parameter_name: given.parameterName,
        date_time: { fallback_value: given.dateTime.fallbackValue },
      };
    default:
      return given;
  }
}

function componentOf(given: z.output<typeof component>) {
  if (given.type === "button") {
    const { type, subType, index, parameters } = given;
    return { type, sub_type: subType, index: String(index), parameters };
  }
  return { type: given.type, parameters: given.parameters.map(parameterOf) };
}

export const sendTemplate = defineAction({
  description: "Sends an approved template, at any time, with values for its variables.",
  docs: "https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-message-templates",
  input: z.strictObject({
    ...addressing,
    name: z
      .string()
      .max(512)
      .regex(/^[a-z0-9_]+$/, "takes lower-case letters, digits and _ only"),
    language: z
      .string()
      .regex(/^[a-z]{2,3}(?:_[A-Z]{2,3})?$/, "must be a language of WhatsApp's, e.g. en_US")
      .describe("The one that the template was approved in."),
    components: z.array(component).min(1).max(12).optional(),
  }),
  example: { to: "+14155550100", name: "hello_world", language: "en_US" },
  ...repeatability,
  send: ({ name: template, language, components, ...addressed }, call) =>
    sendMessage(
      addressed,
      {
        type: "template",
        template: {
          name: template,
          language: { code: language },
          components: components?.map(componentOf),
        },
      },
      call,
    ),
  result: readMessage,
});
