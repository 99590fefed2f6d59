import { z } from "zod";
import { at, nameOf } from "../../../model/read.ts";
import { defineAction } from "../../action.ts";
import { phoneNumber, repeatable } from "../input.ts";
import { get, PRODUCT_URLS } from "../request.ts";

export const lookUpNumber = defineAction({
  description:
    "Asks whether a number is one, of which country, and with `lineType`, for which Twilio charges, of which kind.",
  docs: "https://www.twilio.com/docs/lookup/v2-api",
  input: z.strictObject({ number: phoneNumber, lineType: z.boolean().default(false) }),
  example: { number: "+14155550100", lineType: false },
  ...repeatable,
  send: ({ number, lineType }, call) =>
    get(
      call,
      `${PRODUCT_URLS.lookup}/PhoneNumbers/${encodeURIComponent(number)}${lineType ? "?Fields=line_type_intelligence" : ""}`,
    ),
  result: ({ body }) => ({
    externalId: null,
    result: {
      number: nameOf(at(body, "phone_number")),
      isValid: at(body, "valid") === true,
      country: nameOf(at(body, "country_code")),
      lineType: nameOf(at(body, "line_type_intelligence", "type")),
      carrier: nameOf(at(body, "line_type_intelligence", "carrier_name")),
    },
  }),
});
