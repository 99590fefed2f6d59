import { at, nameOf } from "../../model/read.ts";
import { defineLimits } from "../define.ts";

/**
 * Per business number. How many people a portfolio may write to first in a day (250 up to any number) is not counted here: it
 * spans its numbers, and grows with their quality. https://developers.facebook.com/docs/whatsapp/cloud-api/overview#throughput
 */
export const limits = defineLimits({
  windows: [{ limit: 80, perSeconds: 1 }],
  classes: {
    // of an app and a business account with a number
    management: {
      windows: [{ limit: 5_000, perSeconds: 3_600 }],
      actions: ["business_profile.get", "business_profile.update"],
      calls: [
        {
          path: /\/(?:assigned_users|message_templates|phone_numbers|subscribed_apps|whatsapp_business_profile)$/,
        },
      ],
    },
  },
  keyed: {
    // up to 45 may be borrowed, this many are; what is borrowed has to be repaid before the next
    pair: {
      limit: 1,
      perSeconds: 6,
      burst: 10,
      keyOf: ({ action, input }) =>
        action.startsWith("message.") && action !== "message.mark_read" ? nameOf(at(input, "to")) : null,
    },
  },
  scope: "number",
  headers: { businessUsage: "x-business-use-case-usage" },
});
