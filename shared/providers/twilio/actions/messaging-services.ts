import { z } from "zod";
import { at, idOf, nameOf } from "../../../model/read.ts";
import { defineAction } from "../../action.ts";
import { once, sid, webUrl } from "../input.ts";
import { PRODUCT_URLS, postForm } from "../request.ts";

export const createService = defineAction({
  description: "Makes a messaging service: a pool of senders, which A2P 10DLC and scheduling need.",
  docs: "https://www.twilio.com/docs/messaging/api/service-resource#create-a-service-resource",
  input: z.strictObject({
    friendlyName: z.string().min(1).max(64),
    inboundRequestUrl: webUrl.optional(),
    statusCallbackUrl: webUrl.optional(),
    useInboundWebhookOnNumber: z.boolean().optional(),
    usecase: z
      .enum(["notifications", "marketing", "verification", "discussion", "poll", "undeclared"])
      .optional(),
  }),
  example: { friendlyName: "Acme bookings", usecase: "notifications" },
  ...once,
  send: (service, call) =>
    postForm(call, `${PRODUCT_URLS.messaging}/Services`, {
      fields: {
        FriendlyName: service.friendlyName,
        InboundRequestUrl: service.inboundRequestUrl,
        StatusCallback: service.statusCallbackUrl,
        UseInboundWebhookOnNumber: service.useInboundWebhookOnNumber,
        Usecase: service.usecase,
      },
    }),
  result: ({ body }) => {
    const id = idOf(at(body, "sid"));
    return { externalId: id, result: { sid: id, friendlyName: nameOf(at(body, "friendly_name")) } };
  },
});

export const addNumber = defineAction({
  description: "Adds a number of the account to a messaging service.",
  docs: "https://www.twilio.com/docs/messaging/api/phonenumber-resource#create-a-phonenumber-resource-add-a-phone-number-to-a-messaging-service",
  input: z.strictObject({
    messagingServiceSid: sid("MG", "a messaging service"),
    phoneNumberSid: sid("PN", "a number"),
  }),
  example: {
    messagingServiceSid: "MG00000000000000000000000000000000",
    phoneNumberSid: "PN00000000000000000000000000000000",
  },
  ...once,
  send: ({ messagingServiceSid, phoneNumberSid }, call) =>
    postForm(call, `${PRODUCT_URLS.messaging}/Services/${messagingServiceSid}/PhoneNumbers`, {
      fields: { PhoneNumberSid: phoneNumberSid },
    }),
  result: ({ body }) => {
    const id = idOf(at(body, "sid"));
    return { externalId: id, result: { sid: id, phoneNumber: nameOf(at(body, "phone_number")) } };
  },
});
