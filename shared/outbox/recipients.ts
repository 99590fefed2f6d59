import { readAddress } from "../model/address.ts";
import type { Channel } from "../model/channel.ts";
import { at } from "../model/read.ts";

/** The fields in which the inputs of channel actions name addresses. */
const ADDRESS_FIELDS = ["to", "cc", "bcc"];

/** Whom an action's input addresses on a channel: normalised, each once. */
export function addressesIn(input: unknown, channel: Channel): string[] {
  const keys = givenIn(input).flatMap(({ text }) => readAddress(channel, text)?.key ?? []);
  return [...new Set(keys)];
}

/** The fields of an action's input, such as `cc.1`, that name what is no address of the channel: nobody could suppress it. */
export function unreadableIn(input: unknown, channel: Channel): string[] {
  return givenIn(input).flatMap(({ field, text }) => (readAddress(channel, text) === null ? [field] : []));
}

function givenIn(input: unknown): readonly { readonly field: string; readonly text: string }[] {
  return ADDRESS_FIELDS.flatMap((field) => {
    const given = at(input, field);
    const named = Array.isArray(given)
      ? given.map((text, index) => [`${field}.${index}`, text] as const)
      : [[field, given] as const];
    return named.flatMap(([name, text]) => (typeof text === "string" ? [{ field: name, text }] : []));
  });
}
