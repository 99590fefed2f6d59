import type { Identity } from "../../../shared/db/queries/contacts.ts";
import type { FieldError } from "../../../shared/errors.ts";
import { addressForm, readRecipient } from "../../../shared/model/address.ts";
import type { Channel } from "../../../shared/model/channel.ts";
import { invalidFields } from "../validation.ts";

/** A person's addresses as a request or a line of a file names them; what is left out stays as it is. */
export interface GivenAddresses {
  readonly email?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly identities?: readonly { readonly channel: Channel; readonly address: string }[] | undefined;
}

/** `email` and `phone` are short for these channels. */
const SHORT = { email: "email", phone: "sms" } as const satisfies Record<string, Channel>;

/**
 * A contact's addresses after a change: `identities` replaces them all, `email` and `phone` those of their channel.
 * @param place where the fields stand, e.g. `body`
 * @returns the addresses, each once, or what is wrong with which field
 */
export function readIdentities(
  given: GivenAddresses,
  current: readonly Identity[],
  place: string,
):
  | { readonly ok: true; readonly identities: Identity[] }
  | { readonly ok: false; readonly errors: FieldError[] } {
  const errors: FieldError[] = [];
  const read = (channel: Channel, address: string, path: string): Identity[] => {
    const key = readRecipient(channel, address)?.key;
    if (key === undefined) {
      errors.push({ path: `${place}.${path}`, message: `must be ${addressForm(channel)}` });
      return [];
    }
    return [{ channel, address: key }];
  };
  let identities = given.identities?.flatMap(({ channel, address }, index) =>
    read(channel, address, `identities.${index}.address`),
  ) ?? [...current];
  for (const [field, channel] of Object.entries(SHORT) as [keyof typeof SHORT, Channel][]) {
    const value = given[field];
    if (value !== undefined) {
      // beside a full list the short form adds, alone it replaces
      const others =
        given.identities === undefined ? identities.filter((one) => one.channel !== channel) : identities;
      identities = [...others, ...(value === null ? [] : read(channel, value, field))];
    }
  }
  const distinct = new Map(identities.map((one) => [`${one.channel} ${one.address}`, one]));
  return errors.length > 0 ? { ok: false, errors } : { ok: true, identities: [...distinct.values()] };
}

/** @throws Problem `validation_failed` naming the fields that hold no address of their channel */
export function requireIdentities(given: GivenAddresses, current: readonly Identity[]): Identity[] {
  const read = readIdentities(given, current, "body");
  if (!read.ok) {
    throw invalidFields(read.errors);
  }
  return read.identities;
}

/** No two addresses have the same. */
export function identityKey({ channel, address }: Identity): string {
  return `${channel} ${address}`;
}

/** What of `before` is not in `after`. */
export function without(before: readonly Identity[], after: readonly Identity[]): Identity[] {
  return before.filter(
    (one) => !after.some(({ channel, address }) => channel === one.channel && address === one.address),
  );
}
