import { z } from "zod";
import { type Call, defineAction } from "../../action.ts";
import { email, repeatable, request } from "../client.ts";
import { ACCEPTED, accepted, blamedFor, sameForAll } from "../together.ts";

const SUPPRESS_PAGE = "https://developers.klaviyo.com/en/reference/bulk_suppress_profiles";

const suppression = z.strictObject({ emails: z.array(email).min(1).max(100) });
type Suppression = z.output<typeof suppression>;

function suppress(emails: readonly string[], call: Call) {
  return request(call, {
    method: "POST",
    path: "profile-suppression-bulk-create-jobs",
    data: {
      type: "profile-suppression-bulk-create-job",
      attributes: {
        profiles: { data: emails.map((address) => ({ type: "profile", attributes: { email: address } })) },
      },
    },
  });
}

export const suppressProfiles = defineAction({
  description: "Has Klaviyo send no email to these addresses, whatever they consented to.",
  docs: SUPPRESS_PAGE,
  input: suppression,
  example: { emails: ["jane@example.com"] },
  ...repeatable,
  send: ({ emails }, call) => suppress(emails, call),
  result: accepted,
  batch: {
    docs: SUPPRESS_PAGE,
    max: 100,
    size: ({ emails }) => emails.length,
    takes: () => true,
    independent: { about: ({ emails }) => emails.map((address) => address.toLowerCase()) },
    send: (items, call) =>
      suppress(
        items.flatMap(({ input }) => input.emails),
        call,
      ),
    results: sameForAll(ACCEPTED),
    blamed: blamedFor<Suppression>("/data/attributes/profiles/data", ({ emails }) => emails.length),
  },
});
