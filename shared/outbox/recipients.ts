import { readAddress } from "../model/address.ts";
import type { Channel } from "../model/channel.ts";
import { at } from "../model/read.ts";
import type { ChannelRule } from "../providers/channel-rule.ts";

/** The fields in which the inputs of a channel's actions name addresses, unless the channel's rule says otherwise. */
const ADDRESS_FIELDS = ["to", "cc", "bcc"];

interface Reader {
  readonly channel: Channel;
  /** How the provider carries the channel; undefined where it carries it no more. */
  readonly rule: ChannelRule | undefined;
}

/** Whom an action's input addresses on a channel: normalised, each once. */
export function addressesIn(input: unknown, { channel, rule }: Reader): string[] {
  const keys = givenIn(input, rule).flatMap(({ text }) => readAddress(channel, text)?.key ?? []);
  return [...new Set(keys)];
}

/** The fields of an action's input, such as `cc.1`, that name what is no address of the channel: nobody could suppress it. */
export function unreadableIn(input: unknown, { channel, rule }: Reader): string[] {
  return givenIn(input, rule).flatMap(({ field, text }) =>
    readAddress(channel, text) === null ? [field] : [],
  );
}

function givenIn(
  input: unknown,
  rule: ChannelRule | undefined,
): readonly { readonly field: string; readonly text: string }[] {
  return (rule?.recipients ?? ADDRESS_FIELDS).flatMap((field) => {
    const given = at(input, field);
    const named = Array.isArray(given)
      ? given.map((text, index) => [`${field}.${index}`, text] as const)
      : [[field, given] as const];
    return named.flatMap(([name, text]) => (typeof text === "string" ? [{ field: name, text }] : []));
  });
}
