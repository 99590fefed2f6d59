import type { Channel } from "../../model/channel.ts";

/**
 * Where one account has several addresses: a WhatsApp user's number and their ids for businesses, an Instagram user's
 * ids for the accounts that they write to. Elsewhere another address is another mailbox, or another telephone.
 */
const SEVERAL_ADDRESSES: readonly Channel[] = ["whatsapp", "instagram"];

/** No contact has as many on one channel. */
const MAX_ADDRESSES = 50;

/**
 * SQL: the addresses by which whoever has this one is reached at the same account, itself first: those that the channel's
 * identities of its contact link. Two numbers are two accounts.
 * @param of SQL expressions
 */
export function sameAccount(of: {
  readonly organizationId: string;
  readonly channel: string;
  readonly address: string;
}): string {
  const channels = SEVERAL_ADDRESSES.map((channel) => `'${channel}'`).join(", ");
  return `(select ${of.address} as address union all select address from (
    select other.address from contact_identities as own
    join contact_identities as other on other.org_id = own.org_id and other.contact_id = own.contact_id
      and other.channel = own.channel and other.address <> own.address
    where ${of.channel} in (${channels}) and own.org_id = ${of.organizationId} and own.channel = ${of.channel}
      and own.address = ${of.address} and not (own.address like '+%' and other.address like '+%')
    limit ${MAX_ADDRESSES}))`;
}
