import type { Channel } from "../../model/channel.ts";

/**
 * Where one account has several addresses: a WhatsApp user's number and their ids for businesses, an Instagram user's
 * ids for the accounts that they write to. Elsewhere another address is another mailbox, or another telephone.
 */
const SEVERAL_ADDRESSES: readonly Channel[] = ["whatsapp", "instagram"];

/** No contact has as many on one channel. */
const MAX_ADDRESSES = 50;

/** A digit that numbers of a country may have or not, and are the same mobile: WhatsApp names people by either form. */
interface OptionalDigit {
  readonly prefix: string;
  readonly digit: string;
  /** Where it stands, from 1, the `+` included. */
  readonly place: number;
  /** The lowest digit that may follow it. */
  readonly next: string;
}

/**
 * Mexico (+52 1), Argentina (+54 9), and Brazil's ninth digit after the area code, which mobiles alone have.
 * https://support.whapi.cloud/help-desk/faq/specifics-of-sending-messages-to-numbers-of-different-countries
 */
const OPTIONAL_DIGITS: readonly OptionalDigit[] = [
  { prefix: "+52", digit: "1", place: 4, next: "0" },
  { prefix: "+54", digit: "9", place: 4, next: "0" },
  { prefix: "+55", digit: "9", place: 6, next: "6" },
];

/** Characters of such a number without the digit. */
const LENGTH = 13;

/** SQL: the other form of the same WhatsApp number; null where it has one alone. @param address an SQL expression */
function otherForm(address: string): string {
  const cases = OPTIONAL_DIGITS.flatMap(({ prefix, digit, place, next }) => {
    const isTheirs = `substr(${address}, 1, 3) = '${prefix}'`;
    const before = `substr(${address}, 1, ${place - 1})`;
    return [
      `when ${isTheirs} and length(${address}) = ${LENGTH + 1} and substr(${address}, ${place}, 1) = '${digit}'
         and substr(${address}, ${place + 1}, 1) >= '${next}' then ${before} || substr(${address}, ${place + 1})`,
      `when ${isTheirs} and length(${address}) = ${LENGTH} and substr(${address}, ${place}, 1) >= '${next}'
         then ${before} || '${digit}' || substr(${address}, ${place})`,
    ];
  });
  return `case ${cases.join(" ")} end`;
}

/**
 * SQL: the addresses by which whoever has this one is reached at the same account, itself first: the other form of its
 * number, and those that the channel's identities of its contact link. Two numbers are two accounts.
 * @param of SQL expressions
 */
export function sameAccount(of: {
  readonly organizationId: string;
  readonly channel: string;
  readonly address: string;
}): string {
  const channels = SEVERAL_ADDRESSES.map((channel) => `'${channel}'`).join(", ");
  const form = (address: string) => `iif(${of.channel} = 'whatsapp', ${otherForm(address)}, null)`;
  return `(select ${of.address} as address union all select ${form(of.address)} union all select address from (
    select iif(written.form = 0, other.address, ${form("other.address")}) as address
    from contact_identities as own
    join contact_identities as other on other.org_id = own.org_id and other.contact_id = own.contact_id
      and other.channel = own.channel and other.address <> own.address
    join (select 0 as form union all select 1) as written
    where ${of.channel} in (${channels}) and own.org_id = ${of.organizationId} and own.channel = ${of.channel}
      and own.address in (${of.address}, ${form(of.address)})
      and not (own.address like '+%' and other.address like '+%')
    limit ${MAX_ADDRESSES}))`;
}
