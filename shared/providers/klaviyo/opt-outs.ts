import type { OptOutRule } from "../define.ts";

/** Without a list, so that it is of all marketing. https://developers.klaviyo.com/en/reference/bulk_unsubscribe_profiles */
function marketing(channel: "email" | "sms"): NonNullable<OptOutRule["marketing"]> {
  const person = (address: string) => ({
    [channel === "email" ? "email" : "phone"]: address,
    channels: [channel],
  });
  return {
    tell: ({ address }) => ({ action: "profiles.unsubscribe", input: { profiles: [person(address)] } }),
    // what they agreed to lies in the past: Klaviyo asks nobody again for it
    takeBack: ({ address, since }) => ({
      action: "profiles.subscribe",
      input: { profiles: [person(address)], consentedAt: new Date(since).toISOString() },
    }),
  };
}

export const optOuts = {
  email: {
    marketing: marketing("email"),
    everything: {
      tell: ({ address }) => ({ action: "profiles.suppress", input: { emails: [address] } }),
      takeBack: ({ address }) => ({ action: "profiles.unsuppress", input: { emails: [address] } }),
    },
  },
  sms: { marketing: marketing("sms") },
} satisfies Readonly<Record<string, OptOutRule>>;
