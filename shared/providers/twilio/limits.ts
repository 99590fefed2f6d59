import { at, nameOf } from "../../model/read.ts";
import { defineLimits, type LimitedJob } from "../define.ts";

/** Numbers of the United States and Canada: those of companies that are free to call are another kind. */
const TOLL_FREE = /^\+1(?:800|833|844|855|866|877|888)\d{7}$/;
const LONG_CODE = /^\+1\d{10}$/;

const MESSAGES = new Set(["mms.send", "sms.send"]);

/** The number that a message leaves from; null where a messaging service chooses, or it leaves later. */
function senderOf({ action, input, config, credentials }: LimitedJob): string | null {
  const isAtOnce = MESSAGES.has(action) && at(input, "sendAt") === undefined;
  if (!isAtOnce || at(input, "messagingServiceSid") !== undefined) {
    return null;
  }
  const own = nameOf(at(input, "from"));
  const [source] = [config, credentials].filter(
    (one) => nameOf(one.messagingServiceSid) !== null || nameOf(one.fromNumber) !== null,
  );
  return own ?? (nameOf(source?.messagingServiceSid) === null ? nameOf(source?.fromNumber) : null);
}

const sentFrom = (numbers: RegExp) => (job: LimitedJob) => {
  const sender = senderOf(job);
  return sender !== null && numbers.test(sender) ? sender : null;
};

const tollFree = sentFrom(TOLL_FREE);
const longCode = sentFrom(LONG_CODE);

const sentTo =
  (wanted: string) =>
  ({ action, input }: LimitedJob) =>
    action === wanted ? nameOf(at(input, "to")) : null;

/**
 * Twilio queues what its senders cannot send at once, for hours; senders faster than three messages a second are left to that
 * queue, as are messaging services, whose numbers it chooses. https://help.twilio.com/articles/115002943027
 */
export const limits = defineLimits({
  // the fastest sender, WhatsApp
  windows: [{ limit: 80, perSeconds: 1 }],
  // Twilio limits requests in flight per account and publishes no figure; this one is ours, cautious
  concurrency: 20,
  keyed: {
    longCode: { limit: 1, perSeconds: 1, keyOf: (job) => (tollFree(job) === null ? longCode(job) : null) },
    tollFree: { limit: 3, perSeconds: 1, burst: 3, keyOf: (job) => tollFree(job) },
    // WhatsApp's own: up to 45 may be borrowed, this many are, and are repaid before the next
    pair: { limit: 1, perSeconds: 6, burst: 10, keyOf: sentTo("whatsapp.send") },
    verificationStart: { limit: 5, perSeconds: 600, burst: 5, keyOf: sentTo("verification.start") },
    verificationCheck: { limit: 5, perSeconds: 600, burst: 5, keyOf: sentTo("verification.check") },
  },
  scope: "account",
});
