import { z } from "zod";
import { defineAction } from "../../action.ts";
import { email, id, phone, related, repeatable, request } from "../client.ts";

const person = z
  .strictObject({
    email: email.optional(),
    phone: phone.optional(),
    channels: z
      .array(z.enum(["email", "sms"]))
      .min(1)
      .max(2),
  })
  .refine(({ email: address, channels }) => !channels.includes("email") || address !== undefined, {
    error: "is needed for the channel email",
    path: ["email"],
  })
  .refine(({ phone: number, channels }) => !channels.includes("sms") || number !== undefined, {
    error: "is needed for the channel sms",
    path: ["phone"],
  });

function profileOf(given: z.output<typeof person>, marketing: Readonly<Record<string, string | undefined>>) {
  return {
    type: "profile",
    attributes: {
      email: given.email,
      phone_number: given.phone,
      subscriptions: Object.fromEntries(given.channels.map((channel) => [channel, { marketing }])),
    },
  };
}

/**
 * Klaviyo takes many people in one call, and works them off later: its answer names neither the job nor anybody whom it
 * leaves out. So each of our jobs sends its own people, and none are put together, whose results nobody could tell apart.
 */
const accepted = () => ({ externalId: null, result: { accepted: true } });

/** The list decides whether people are asked first; what Klaviyo had suppressed by their own word it takes up again. */
export const subscribeProfiles = defineAction({
  description:
    "Subscribes people to marketing, asking them first where the list has double opt-in. Only for those who consented: it lifts Klaviyo's suppressions of them.",
  docs: "https://developers.klaviyo.com/en/reference/bulk_subscribe_profiles",
  input: z.strictObject({
    listId: id.optional(),
    source: z.string().min(1).max(255).optional().describe("Where they consented, as Klaviyo shows it."),
    profiles: z.array(person).min(1).max(1_000),
    consentedAt: z.iso
      .datetime({ offset: true })
      .optional()
      .describe("When, in the past: nobody is asked again, and nothing that the list starts begins."),
  }),
  example: { listId: "Y6nRLr", profiles: [{ email: "jane@example.com", channels: ["email"] }] },
  ...repeatable,
  send: ({ listId, source, profiles, consentedAt }, call) =>
    request(call, {
      method: "POST",
      path: "profile-subscription-bulk-create-jobs",
      data: {
        type: "profile-subscription-bulk-create-job",
        attributes: {
          custom_source: source,
          profiles: {
            data: profiles.map((given) =>
              profileOf(given, { consent: "SUBSCRIBED", consented_at: consentedAt }),
            ),
          },
          historical_import: consentedAt === undefined ? undefined : true,
        },
        relationships: related("list", listId),
      },
    }),
  result: accepted,
});

export const unsubscribeProfiles = defineAction({
  description:
    "Unsubscribes people from a list's marketing; without a list, and who is not in it, from all marketing.",
  docs: "https://developers.klaviyo.com/en/reference/bulk_unsubscribe_profiles",
  input: z.strictObject({ listId: id.optional(), profiles: z.array(person).min(1).max(100) }),
  example: { profiles: [{ email: "jane@example.com", channels: ["email"] }] },
  ...repeatable,
  send: ({ listId, profiles }, call) =>
    request(call, {
      method: "POST",
      path: "profile-subscription-bulk-delete-jobs",
      data: {
        type: "profile-subscription-bulk-delete-job",
        attributes: {
          profiles: { data: profiles.map((given) => profileOf(given, { consent: "UNSUBSCRIBED" })) },
        },
        relationships: related("list", listId),
      },
    }),
  result: accepted,
});

const suppressed = z.strictObject({ emails: z.array(email).min(1).max(100) });
const suppressedExample = { emails: ["jane@example.com"] };

function suppressionJob(type: string, { emails }: z.output<typeof suppressed>) {
  const data = emails.map((address) => ({ type: "profile", attributes: { email: address } }));
  return { type, attributes: { profiles: { data } } };
}

export const suppressProfiles = defineAction({
  description: "Has Klaviyo send no email to these addresses, whatever they consented to.",
  docs: "https://developers.klaviyo.com/en/reference/bulk_suppress_profiles",
  input: suppressed,
  example: suppressedExample,
  ...repeatable,
  send: (given, call) =>
    request(call, {
      method: "POST",
      path: "profile-suppression-bulk-create-jobs",
      data: suppressionJob("profile-suppression-bulk-create-job", given),
    }),
  result: accepted,
});

export const unsuppressProfiles = defineAction({
  description: "Lifts suppressions that a user of Klaviyo's or its API made; bounces and complaints stand.",
  docs: "https://developers.klaviyo.com/en/reference/bulk_unsuppress_profiles",
  input: suppressed,
  example: suppressedExample,
  ...repeatable,
  send: (given, call) =>
    request(call, {
      method: "POST",
      path: "profile-suppression-bulk-delete-jobs",
      data: suppressionJob("profile-suppression-bulk-delete-job", given),
    }),
  result: accepted,
});
