import type { Channel } from "../model/channel.ts";

/**
 * Where a conversation is answered, and from where: Slack's people write in channels, and are answered there; elsewhere
 * the contact is answered from the address that they wrote to.
 */
export function replyAddresses({
  channel,
  ownAddress,
  contactAddress,
}: {
  readonly channel: Channel;
  readonly ownAddress: string;
  readonly contactAddress: string;
}): { readonly to: string; readonly from?: string } {
  return channel === "slack" ? { to: ownAddress } : { to: contactAddress, from: ownAddress };
}
