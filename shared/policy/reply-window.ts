import { DAY_MS } from "../clock.ts";
import type { Channel, ReplyWindow } from "../model/channel.ts";

/**
 * How long after somebody wrote they may be answered in free text; channels that are not named set no limit.
 * https://developers.facebook.com/docs/whatsapp/pricing (customer service window),
 * https://developers.facebook.com/docs/messenger-platform/policy/policy-overview (standard messaging window)
 */
const WINDOW_MS: Readonly<Partial<Record<Channel, number>>> = { whatsapp: DAY_MS, instagram: DAY_MS };

/**
 * What a person writes may come later where the application has Meta's Human Agent permission.
 * https://developers.facebook.com/docs/features-reference/human-agent
 */
const HUMAN_WINDOW_MS: typeof WINDOW_MS = { ...WINDOW_MS, instagram: 7 * DAY_MS };

/** When somebody who last wrote then can be answered no more, ms since the epoch; null where that never ends. */
export function replyUntil(
  channel: Channel,
  lastReceivedAt: number,
  kind: ReplyWindow = "standard",
): number | null {
  const window = (kind === "human" ? HUMAN_WINDOW_MS : WINDOW_MS)[channel];
  return window === undefined ? null : lastReceivedAt + window;
}

/** Whether a channel takes answers for a time only. */
export function hasReplyWindow(channel: Channel | null): channel is Channel {
  return channel !== null && WINDOW_MS[channel] !== undefined;
}
