import { integerOf } from "../../model/read.ts";
import type { OptOutRule } from "../define.ts";

/** The connection's unsubscribe group for marketing; null where it names none. */
function groupOf(config: Readonly<Record<string, unknown>>): number | null {
  const { unsubscribeGroupId: id } = config;
  const group = integerOf(typeof id === "string" && /^[1-9]\d{0,8}$/.test(id) ? Number(id) : id);
  return group !== null && group > 0 ? group : null;
}

/**
 * Who unsubscribed is noted in the group that the connection names: the global list would end password resets too.
 * https://www.twilio.com/docs/sendgrid/ui/sending-email/unsubscribes
 */
export const optOuts: OptOutRule = {
  marketing: {
    tell: ({ address, config }) => {
      const groupId = groupOf(config);
      return groupId === null ? null : { action: "suppression.add", input: { emails: [address], groupId } };
    },
    takeBack: ({ address: email, config }) => {
      const groupId = groupOf(config);
      return groupId === null ? null : { action: "suppression.remove", input: { email, groupId } };
    },
  },
  everything: {
    tell: ({ address }) => ({ action: "suppression.add", input: { emails: [address] } }),
    takeBack: ({ address: email }) => ({ action: "suppression.remove", input: { email } }),
  },
};
