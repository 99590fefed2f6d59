import type { OptOutRule } from "../define.ts";

const unsubscribed = (email: string, isOut: boolean) => ({
  action: "contact.update",
  input: { email, unsubscribed: isOut },
});

/**
 * A contact's own flag ends broadcasts alone; the suppression list ends all mail.
 * https://resend.com/docs/dashboard/audiences/managing-unsubscribe-list
 */
export const optOuts: OptOutRule = {
  marketing: {
    tell: ({ address }) => unsubscribed(address, true),
    takeBack: ({ address }) => unsubscribed(address, false),
  },
  everything: {
    tell: ({ address: email }) => ({ action: "suppression.add", input: { email } }),
    takeBack: ({ address: email }) => ({ action: "suppression.remove", input: { email } }),
  },
};
