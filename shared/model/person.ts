import { type Address, readAddress } from "./address.ts";
import type { Channel } from "./channel.ts";

/** Channels over which somebody is reached of whom an email address and a number are known. */
export const PERSONAL: ReadonlySet<Channel> = new Set(["email", "sms", "whatsapp"]);

/** Where somebody is reached over a channel; null where that is not known. */
export function personAddress(
  { email, phone }: { readonly email: string | null; readonly phone: string | null },
  channel: Channel,
): Address | null {
  const text = channel === "email" ? email : phone;
  return text === null || !PERSONAL.has(channel) ? null : readAddress(channel, text);
}
