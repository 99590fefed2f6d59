import { nameOf } from "../../model/read.ts";
import type { OptOutRule } from "../define.ts";

/**
 * In the audience that the connection names. Who unsubscribed comes back by confirming a mail of Mailchimp's alone.
 * https://mailchimp.com/developer/marketing/docs/errors/ (Member In Compliance State)
 */
export const optOuts: OptOutRule = {
  marketing: {
    tell: ({ address: email, config }) => {
      const listId = nameOf(config.audienceId);
      return listId === null ? null : { action: "member.unsubscribe", input: { listId, email } };
    },
    takeBack: ({ address: email, config }) => {
      const listId = nameOf(config.audienceId);
      const input = { listId, email, statusIfNew: "pending", status: "pending" };
      return listId === null ? null : { action: "member.upsert", input };
    },
  },
};
