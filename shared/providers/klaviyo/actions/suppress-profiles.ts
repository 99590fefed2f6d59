import { z } from "zod";
import { type BatchSpec, type Call, defineAction } from "../../action.ts";
import { email, repeatable, request } from "../client.ts";
import { ACCEPTED, accepted, blamedFor, sameForAll } from "../together.ts";

const suppressed = z.strictObject({ emails: z.array(email).min(1).max(100) });
type Suppressed = z.output<typeof suppressed>;

/** Suppressing addresses and lifting that are one request but for its name. */
function suppression(verb: "create" | "delete", docs: string) {
  const send = (given: readonly Suppressed[], call: Call) => {
    const emails = given.flatMap((input) => input.emails);
    return request(call, {
      method: "POST",
      path: `profile-suppression-bulk-${verb}-jobs`,
      data: {
        type: `profile-suppression-bulk-${verb}-job`,
        attributes: {
          profiles: { data: emails.map((address) => ({ type: "profile", attributes: { email: address } })) },
        },
      },
    });
  };
  const batch: BatchSpec<Suppressed> = {
    docs,
    max: 100,
    size: ({ emails }) => emails.length,
    takes: () => true,
    independent: { about: ({ emails }) => emails.map((address) => address.toLowerCase()) },
    send: (items, call) =>
      send(
        items.map(({ input }) => input),
        call,
      ),
    results: sameForAll(ACCEPTED),
    blamed: blamedFor<Suppressed>("/data/attributes/profiles/data", ({ emails }) => emails.length),
  };
  return {
    docs,
    input: suppressed,
    example: { emails: ["jane@example.com"] },
    ...repeatable,
    send: (given: Suppressed, call: Call) => send([given], call),
    result: accepted,
    batch,
  };
}

export const suppressProfiles = defineAction({
  description: "Has Klaviyo send no email to these addresses, whatever they consented to.",
  ...suppression("create", "https://developers.klaviyo.com/en/reference/bulk_suppress_profiles"),
});

export const unsuppressProfiles = defineAction({
  description: "Lifts suppressions that a user of Klaviyo's or its API made; bounces and complaints stand.",
  ...suppression("delete", "https://developers.klaviyo.com/en/reference/bulk_unsuppress_profiles"),
});
