import type { ActionVectors } from "../vectors.ts";
import { post, read, SERVICE } from "./sample-vectors.ts";

const BRAND = "BN00000000000000000000000000000010";
const CAMPAIGN = "QE00000000000000000000000000000011";
const CUSTOMER = "BU00000000000000000000000000000012";
const PROFILE = "BU00000000000000000000000000000013";
const brandsUrl = "https://messaging.twilio.com/v1/a2p/BrandRegistrations";
const campaignsUrl = `https://messaging.twilio.com/v1/Services/${SERVICE}/Compliance/Usa2p`;

const campaign = {
  messagingServiceSid: SERVICE,
  brandSid: BRAND,
  description: "Confirmations of bookings, to customers who booked.",
  messageFlow: "Customers tick a box in the booking form of our web site.",
  messageSamples: ["Your booking is confirmed.", "We see you tomorrow at 9:30."],
  usecase: "MIXED",
  hasEmbeddedLinks: true,
  hasEmbeddedPhone: false,
};

const required: readonly (readonly [string, string])[] = [
  ["BrandRegistrationSid", BRAND],
  ["Description", campaign.description],
  ["MessageFlow", campaign.messageFlow],
  ["MessageSamples", "Your booking is confirmed."],
  ["MessageSamples", "We see you tomorrow at 9:30."],
  ["UsAppToPersonUsecase", "MIXED"],
  ["HasEmbeddedLinks", "true"],
  ["HasEmbeddedPhone", "false"],
];

/** The registration of brands and campaigns for US A2P 10DLC. */
export const registration: Readonly<Record<string, ActionVectors>> = {
  "brand.register": {
    requests: [
      {
        title: "a standard brand unless told otherwise",
        input: { customerProfileSid: CUSTOMER, a2pProfileSid: PROFILE },
        request: post(brandsUrl, [
          ["CustomerProfileBundleSid", CUSTOMER],
          ["A2PProfileBundleSid", PROFILE],
          ["BrandType", "STANDARD"],
        ]),
      },
      {
        title: "a sole proprietor for tests",
        input: {
          customerProfileSid: CUSTOMER,
          a2pProfileSid: PROFILE,
          brandType: "SOLE_PROPRIETOR",
          mock: true,
          skipAutomaticSecondaryVetting: true,
        },
        request: post(brandsUrl, [
          ["CustomerProfileBundleSid", CUSTOMER],
          ["A2PProfileBundleSid", PROFILE],
          ["BrandType", "SOLE_PROPRIETOR"],
          ["Mock", "true"],
          ["SkipAutomaticSecVet", "true"],
        ]),
      },
    ],
    invalid: [
      { title: "no customer profile", input: { a2pProfileSid: PROFILE }, path: "customerProfileSid" },
      {
        title: "a kind that there is not",
        input: { customerProfileSid: CUSTOMER, a2pProfileSid: PROFILE, brandType: "LARGE" },
        path: "brandType",
      },
    ],
    results: [
      {
        title: "pending",
        status: 201,
        body: { sid: BRAND, status: "PENDING", failure_reason: null, errors: [] },
        result: {
          externalId: BRAND,
          result: { sid: BRAND, status: "PENDING", failureReason: null, errors: [] },
        },
      },
    ],
  },
  "brand.retrieve": {
    requests: [{ title: "reads it", input: { brandSid: BRAND }, request: read(`${brandsUrl}/${BRAND}`) }],
    invalid: [{ title: "an id that leads elsewhere", input: { brandSid: "../x" }, path: "brandSid" }],
    results: [
      {
        title: "failed, and why",
        status: 200,
        body: {
          sid: BRAND,
          status: "FAILED",
          failure_reason: "No such company.",
          errors: [{ error_code: 30_795, description: "The EIN is unknown.", fields: ["brand_ein"] }],
        },
        result: {
          externalId: BRAND,
          result: {
            sid: BRAND,
            status: "FAILED",
            failureReason: "No such company.",
            errors: [{ code: "30795", message: "The EIN is unknown." }],
          },
        },
      },
    ],
  },
  "campaign.create": {
    requests: [
      {
        title: "with what it must have",
        input: campaign,
        request: post(campaignsUrl, required),
      },
      {
        title: "with all that it can have",
        input: {
          ...campaign,
          optInMessage: "You get our reminders from now on.",
          optOutMessage: "You get no more reminders.",
          helpMessage: "Write to help@acme.example.",
          optInKeywords: ["START"],
          optOutKeywords: ["STOP", "END"],
          helpKeywords: ["HELP"],
          privacyPolicyUrl: "https://acme.example/privacy",
          termsAndConditionsUrl: "https://acme.example/terms",
        },
        request: post(campaignsUrl, [
          ...required,
          ["OptInMessage", "You get our reminders from now on."],
          ["OptOutMessage", "You get no more reminders."],
          ["HelpMessage", "Write to help@acme.example."],
          ["OptInKeywords", "START"],
          ["OptOutKeywords", "STOP"],
          ["OptOutKeywords", "END"],
          ["HelpKeywords", "HELP"],
          ["PrivacyPolicyUrl", "https://acme.example/privacy"],
          ["TermsAndConditionsUrl", "https://acme.example/terms"],
        ]),
      },
    ],
    invalid: [
      {
        title: "a description that is too short",
        input: { ...campaign, description: "x".repeat(39) },
        path: "description",
      },
      {
        title: "a flow that is too long",
        input: { ...campaign, messageFlow: "x".repeat(2_049) },
        path: "messageFlow",
      },
      {
        title: "one sample",
        input: { ...campaign, messageSamples: ["x".repeat(20)] },
        path: "messageSamples",
      },
      { title: "no brand", input: { ...campaign, brandSid: "BU1" }, path: "brandSid" },
    ],
    results: [
      {
        title: "in progress",
        status: 201,
        body: { sid: CAMPAIGN, campaign_status: "IN_PROGRESS", campaign_id: null, errors: null },
        result: {
          externalId: CAMPAIGN,
          result: { sid: CAMPAIGN, status: "IN_PROGRESS", campaignId: null, errors: [] },
        },
      },
    ],
  },
  "campaign.retrieve": {
    requests: [
      {
        title: "reads it",
        input: { messagingServiceSid: SERVICE, campaignSid: CAMPAIGN },
        request: read(`${campaignsUrl}/${CAMPAIGN}`),
      },
    ],
    invalid: [
      {
        title: "no campaign",
        input: { messagingServiceSid: SERVICE, campaignSid: "CM1" },
        path: "campaignSid",
      },
    ],
    results: [
      {
        title: "verified",
        status: 200,
        body: { sid: CAMPAIGN, campaign_status: "VERIFIED", campaign_id: "CFOOBAR", errors: [] },
        result: {
          externalId: CAMPAIGN,
          result: { sid: CAMPAIGN, status: "VERIFIED", campaignId: "CFOOBAR", errors: [] },
        },
      },
    ],
  },
};
