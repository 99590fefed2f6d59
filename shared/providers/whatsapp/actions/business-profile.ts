import { z } from "zod";
import { at } from "../../../model/read.ts";
import { defineAction } from "../../action.ts";
import { post, read } from "../client.ts";

const PATH = "/whatsapp_business_profile";
const FIELDS = "about,address,description,email,profile_picture_url,websites,vertical";
const docs = "https://developers.facebook.com/docs/whatsapp/cloud-api/reference/business-profiles";

/** A read: asked again, it says the same. */
export const getBusinessProfile = defineAction({
  description: "Gets what people see of the business beside its number.",
  docs,
  input: z.strictObject({}),
  example: {},
  idempotency: "key",
  onUncertain: "resend",
  send: (_, call) => read(`${PATH}?fields=${FIELDS}`, call),
  result: ({ body }) => {
    const field = (name: string) => at(body, "data", 0, name) ?? null;
    const profile = Object.fromEntries(FIELDS.split(",").map((name) => [name, field(name)]));
    const { profile_picture_url: pictureUrl, ...rest } = profile;
    return { externalId: null, result: { ...rest, pictureUrl } };
  },
});

/** Sets what is named: twice is once. */
export const updateBusinessProfile = defineAction({
  description: "Changes what people see of the business; what is not named stays.",
  docs,
  input: z
    .strictObject({
      about: z.string().min(1).max(139).optional(),
      address: z.string().max(256).optional(),
      description: z.string().max(512).optional(),
      email: z.email().max(128).optional(),
      websites: z
        .array(z.url({ protocol: /^https?$/ }).max(256))
        .max(2)
        .optional(),
      vertical: z
        .string()
        .regex(/^[A-Z_]{1,32}$/, "must be a category of WhatsApp's, e.g. HEALTH")
        .optional(),
      pictureHandle: z
        .string()
        .min(1)
        .max(2_048)
        .optional()
        .describe("Of a picture that was uploaded by Meta's Resumable Upload API."),
    })
    .refine(
      (profile) => Object.values(profile).some((value) => value !== undefined),
      "has nothing to change",
    ),
  example: { about: "Open Monday to Friday, 9 to 17", websites: ["https://www.example.com"] },
  idempotency: "key",
  onUncertain: "resend",
  send: ({ pictureHandle, ...profile }, call) =>
    post(PATH, { ...profile, profile_picture_handle: pictureHandle }, call),
  result: ({ body }) => ({ externalId: null, result: { updated: at(body, "success") === true } }),
});
