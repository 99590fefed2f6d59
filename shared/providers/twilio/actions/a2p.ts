import { z } from "zod";
import { at, idOf, itemsAt, nameOf, textOf } from "../../../model/read.ts";
import { type ActionResult, defineAction, type ProviderAnswer } from "../../action.ts";
import { once, repeatable, sid, webUrl } from "../input.ts";
import { get, PRODUCT_URLS, postForm } from "../request.ts";

const brandSid = sid("BN", "a brand");
const messagingServiceSid = sid("MG", "a messaging service");
const bundle = (what: string) => sid("BU", what);
const keywords = z.array(z.string().min(1).max(255)).min(1).max(100).optional();

/** Why the registry refused, in its own words. */
function errorsOf(body: unknown): readonly unknown[] {
  return itemsAt(body, "errors").map((error) => ({
    code: idOf(at(error, "error_code")),
    message: textOf(at(error, "description")),
  }));
}

function readBrand({ body }: ProviderAnswer): ActionResult {
  const id = idOf(at(body, "sid"));
  return {
    externalId: id,
    result: {
      sid: id,
      status: nameOf(at(body, "status")),
      failureReason: textOf(at(body, "failure_reason")),
      errors: errorsOf(body),
    },
  };
}

function readCampaign({ body }: ProviderAnswer): ActionResult {
  const id = idOf(at(body, "sid"));
  return {
    externalId: id,
    result: {
      sid: id,
      status: nameOf(at(body, "campaign_status")),
      campaignId: nameOf(at(body, "campaign_id")),
      errors: errorsOf(body),
    },
  };
}

/** It costs money, unless it is a mock. */
export const registerBrand = defineAction({
  description:
    "Registers a brand for US A2P 10DLC, from a customer profile and an A2P profile that Trust Hub approved.",
  docs: "https://www.twilio.com/docs/messaging/api/brand-registration-resource#create-a-brandregistrations-resource",
  input: z.strictObject({
    customerProfileSid: bundle("a customer profile"),
    a2pProfileSid: bundle("an A2P profile"),
    brandType: z.enum(["STANDARD", "SOLE_PROPRIETOR"]).default("STANDARD"),
    mock: z.boolean().optional().describe("A brand for tests, which reaches nobody."),
    skipAutomaticSecondaryVetting: z.boolean().optional(),
  }),
  example: {
    customerProfileSid: "BU00000000000000000000000000000001",
    a2pProfileSid: "BU00000000000000000000000000000002",
    brandType: "STANDARD",
    mock: true,
  },
  ...once,
  send: (brand, call) =>
    postForm(call, `${PRODUCT_URLS.messaging}/a2p/BrandRegistrations`, {
      fields: {
        CustomerProfileBundleSid: brand.customerProfileSid,
        A2PProfileBundleSid: brand.a2pProfileSid,
        BrandType: brand.brandType,
        Mock: brand.mock,
        SkipAutomaticSecVet: brand.skipAutomaticSecondaryVetting,
      },
    }),
  result: readBrand,
});

export const retrieveBrand = defineAction({
  description:
    "Asks how far the registration of a brand is: PENDING, IN_REVIEW, APPROVED, FAILED or SUSPENDED.",
  docs: "https://www.twilio.com/docs/messaging/api/brand-registration-resource#fetch-a-brandregistrations-resource",
  input: z.strictObject({ brandSid }),
  example: { brandSid: "BN00000000000000000000000000000000" },
  ...repeatable,
  send: (input, call) => get(call, `${PRODUCT_URLS.messaging}/a2p/BrandRegistrations/${input.brandSid}`),
  result: readBrand,
});

export const createCampaign = defineAction({
  description: "Registers what a messaging service sends in the US (A2P 10DLC), under an approved brand.",
  docs: "https://www.twilio.com/docs/messaging/api/usapptoperson-resource#create-a-usapptoperson-resource",
  input: z.strictObject({
    messagingServiceSid,
    brandSid,
    description: z.string().min(40).max(4_096),
    messageFlow: z.string().min(40).max(2_048).describe("How recipients opt in."),
    messageSamples: z.array(z.string().min(20).max(1_024)).min(2).max(5),
    usecase: z
      .string()
      .regex(/^[A-Z0-9_]{1,100}$/, "must be a use case, e.g. MIXED")
      .describe("One of those that Twilio offers the brand."),
    hasEmbeddedLinks: z.boolean(),
    hasEmbeddedPhone: z.boolean(),
    optInMessage: z.string().min(20).max(320).optional(),
    optOutMessage: z.string().min(20).max(320).optional(),
    helpMessage: z.string().min(20).max(320).optional(),
    optInKeywords: keywords,
    optOutKeywords: keywords,
    helpKeywords: keywords,
    privacyPolicyUrl: webUrl.optional(),
    termsAndConditionsUrl: webUrl.optional(),
  }),
  example: {
    messagingServiceSid: "MG00000000000000000000000000000000",
    brandSid: "BN00000000000000000000000000000000",
    description: "Confirmations of bookings and reminders on the day before, to customers who booked.",
    messageFlow:
      "Customers tick a box in the booking form at https://acme.example/book and give their number.",
    messageSamples: [
      "Acme: your booking is confirmed for Monday at 9:30. Reply STOP to opt out.",
      "Acme: we see you tomorrow at 9:30. Reply STOP to opt out.",
    ],
    usecase: "ACCOUNT_NOTIFICATION",
    hasEmbeddedLinks: false,
    hasEmbeddedPhone: false,
  },
  ...once,
  send: (campaign, call) =>
    postForm(call, campaignsUrl(campaign.messagingServiceSid), {
      fields: {
        BrandRegistrationSid: campaign.brandSid,
        Description: campaign.description,
        MessageFlow: campaign.messageFlow,
        MessageSamples: campaign.messageSamples,
        UsAppToPersonUsecase: campaign.usecase,
        HasEmbeddedLinks: campaign.hasEmbeddedLinks,
        HasEmbeddedPhone: campaign.hasEmbeddedPhone,
        OptInMessage: campaign.optInMessage,
        OptOutMessage: campaign.optOutMessage,
        HelpMessage: campaign.helpMessage,
        OptInKeywords: campaign.optInKeywords,
        OptOutKeywords: campaign.optOutKeywords,
        HelpKeywords: campaign.helpKeywords,
        PrivacyPolicyUrl: campaign.privacyPolicyUrl,
        TermsAndConditionsUrl: campaign.termsAndConditionsUrl,
      },
    }),
  result: readCampaign,
});

export const retrieveCampaign = defineAction({
  description: "Asks how far the registration of a campaign is: IN_PROGRESS, VERIFIED or FAILED.",
  docs: "https://www.twilio.com/docs/messaging/api/usapptoperson-resource#fetch-a-usapptoperson-resource",
  input: z.strictObject({ messagingServiceSid, campaignSid: sid("QE", "a campaign") }),
  example: {
    messagingServiceSid: "MG00000000000000000000000000000000",
    campaignSid: "QE00000000000000000000000000000000",
  },
  ...repeatable,
  send: (input, call) => get(call, `${campaignsUrl(input.messagingServiceSid)}/${input.campaignSid}`),
  result: readCampaign,
});

function campaignsUrl(service: string): string {
  return `${PRODUCT_URLS.messaging}/Services/${service}/Compliance/Usa2p`;
}
