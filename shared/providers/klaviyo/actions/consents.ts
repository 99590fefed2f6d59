import { z } from "zod";
import { type Call, defineAction } from "../../action.ts";
import { email, id, phone, related, repeatable, request } from "../client.ts";
import { ACCEPTED, accepted, blamedFor, sameForAll } from "../together.ts";

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

interface People {
  readonly profiles: readonly z.output<typeof person>[];
}

const countOf = ({ profiles }: People) => profiles.length;

/** How jobs about people travel together: what is set of one is set once or twice alike. */
function together<Input extends People>(max: number) {
  return {
    max,
    size: countOf,
    takes: () => true,
    independent: {
      about: ({ profiles }: Input) =>
        profiles.flatMap(({ email: address, phone: number }) => [
          ...(address === undefined ? [] : [address.toLowerCase()]),
          ...(number === undefined ? [] : [number]),
        ]),
    },
    results: sameForAll<Input>(ACCEPTED),
    blamed: blamedFor<Input>("/data/attributes/profiles/data", countOf),
  } as const;
}

const SUBSCRIBE_PAGE = "https://developers.klaviyo.com/en/reference/bulk_subscribe_profiles";

const subscription = z.strictObject({
  listId: id.optional(),
  source: z.string().min(1).max(255).optional().describe("Where they consented, as Klaviyo shows it."),
  profiles: z.array(person).min(1).max(1_000),
  consentedAt: z.iso
    .datetime({ offset: true })
    .optional()
    .describe("When, in the past: nobody is asked again, and nothing that the list starts begins."),
});
type Subscription = z.output<typeof subscription>;

function subscribe(given: readonly Subscription[], call: Call) {
  const [first] = given;
  return request(call, {
    method: "POST",
    path: "profile-subscription-bulk-create-jobs",
    data: {
      type: "profile-subscription-bulk-create-job",
      attributes: {
        custom_source: first?.source,
        profiles: {
          data: given.flatMap(({ profiles, consentedAt }) =>
            profiles.map((one) => profileOf(one, { consent: "SUBSCRIBED", consented_at: consentedAt })),
          ),
        },
        historical_import: first?.consentedAt === undefined ? undefined : true,
      },
      relationships: related("list", first?.listId),
    },
  });
}

/** The list decides whether people are asked first; what Klaviyo had suppressed by their own word it takes up again. */
export const subscribeProfiles = defineAction({
  description:
    "Subscribes people to marketing, asking them first where the list has double opt-in. Only for those who consented: it lifts Klaviyo's suppressions of them.",
  docs: SUBSCRIBE_PAGE,
  input: subscription,
  example: { listId: "Y6nRLr", profiles: [{ email: "jane@example.com", channels: ["email"] }] },
  ...repeatable,
  send: (given, call) => subscribe([given], call),
  result: accepted,
  batch: {
    docs: SUBSCRIBE_PAGE,
    ...together<Subscription>(1_000),
    // of the whole request, while each has a time of consent of their own
    alike: ({ listId, source, consentedAt }) => JSON.stringify([listId, source, consentedAt !== undefined]),
    send: (items, call) =>
      subscribe(
        items.map(({ input }) => input),
        call,
      ),
  },
});

const UNSUBSCRIBE_PAGE = "https://developers.klaviyo.com/en/reference/bulk_unsubscribe_profiles";

const unsubscription = z.strictObject({
  listId: id.optional(),
  profiles: z.array(person).min(1).max(100),
});
type Unsubscription = z.output<typeof unsubscription>;

function unsubscribe(given: readonly Unsubscription[], call: Call) {
  return request(call, {
    method: "POST",
    path: "profile-subscription-bulk-delete-jobs",
    data: {
      type: "profile-subscription-bulk-delete-job",
      attributes: {
        profiles: {
          data: given.flatMap(({ profiles }) =>
            profiles.map((one) => profileOf(one, { consent: "UNSUBSCRIBED" })),
          ),
        },
      },
      relationships: related("list", given[0]?.listId),
    },
  });
}

export const unsubscribeProfiles = defineAction({
  description:
    "Unsubscribes people from a list's marketing; without a list, and who is not in it, from all marketing.",
  docs: UNSUBSCRIBE_PAGE,
  input: unsubscription,
  example: { profiles: [{ email: "jane@example.com", channels: ["email"] }] },
  ...repeatable,
  send: (given, call) => unsubscribe([given], call),
  result: accepted,
  batch: {
    docs: UNSUBSCRIBE_PAGE,
    ...together<Unsubscription>(100),
    alike: ({ listId }) => listId ?? "",
    send: (items, call) =>
      unsubscribe(
        items.map(({ input }) => input),
        call,
      ),
  },
});
