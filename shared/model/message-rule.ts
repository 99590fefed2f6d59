import type { Channel } from "./channel.ts";

/** What makes a rule send a message. */
export const RULE_EVENTS = ["message.received", "user.created"] as const;

/** Which messages a rule answers; all that is named must hold. */
export interface MessageMatch {
  readonly channel?: Channel | undefined;
  /** Words or phrases, of which a message has one at least, whatever their case. */
  readonly contains?: readonly string[] | undefined;
}
