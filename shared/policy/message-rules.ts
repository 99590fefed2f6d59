import { DAY_MS, HOUR_MS } from "../clock.ts";
import type { Channel } from "../model/channel.ts";
import type { ReceivedMessageEffect } from "../model/effect.ts";
import type { MessageMatch } from "../model/message-rule.ts";
import { asksToLeave, isYes, meaningOf, takesKeywords, wordsOf } from "./keywords.ts";

/** A rule answers a conversation once in this time: two machines would else answer each other for ever. */
export const ANSWER_EVERY_MS = HOUR_MS;

/** An answer that comes later than this is worse than none. */
export const LATEST_ANSWER_MS = DAY_MS;

/** Mailboxes that nobody reads, or whose programs answer: RFC 3834 section 2. */
const UNATTENDED =
  /^(?:(?:no|do-?not)[-_.]?reply|mailer-daemon|postmaster|bounces?|owner-.+|.+-request|.+-bounces?)(?:[+].*)?@/;

/** What of a message says whether a machine may answer it. */
export type AnswerableMessage = Pick<
  ReceivedMessageEffect,
  "channel" | "subject" | "text" | "handledAs" | "isAutomatic"
> & {
  /** Normalised, as is `to`. */
  readonly from: string;
  readonly to: string;
};

/** Whether a machine may answer: never another machine, a word that is a command, or itself. */
export function mayAnswer(message: AnswerableMessage): boolean {
  const { channel, from, to, text, isAutomatic } = message;
  const isWord = meaningOf(message) !== null || (takesKeywords(channel) && isYes(text ?? ""));
  const isCommand = isWord || asksToLeave(message);
  const isUnattended = channel === "email" && UNATTENDED.test(from);
  return isAutomatic !== true && !isCommand && !isUnattended && from !== to;
}

/** The first of the rules, in their order, that answers a message; null where none does. */
export function matchMessage<R extends { readonly channel: Channel; readonly match: MessageMatch | null }>(
  rules: readonly R[],
  message: { readonly channel: Channel; readonly subject: string | null; readonly text: string | null },
): R | null {
  const said = saidIn(message);
  return (
    rules.find(
      ({ channel, match }) =>
        channel === message.channel &&
        (match?.contains === undefined || match.contains.some((phrase) => said.includes(spaced(phrase)))),
    ) ?? null
  );
}

/** A message's own words; an email quotes those of the one that it answers. */
function saidIn({ channel, subject, text }: Parameters<typeof matchMessage>[1]): string {
  const own = channel === "email" ? (text ?? "").replaceAll(/^\s*>.*$/gm, "") : (text ?? "");
  return spaced(`${subject ?? ""}\n${own}`);
}

/** Words in one case with a space around each, so that a phrase is found whole. */
function spaced(text: string): string {
  return ` ${wordsOf(text).toLowerCase()} `;
}
