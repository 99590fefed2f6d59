import { readAddress } from "../model/address.ts";
import type { Channel } from "../model/channel.ts";
import { at } from "../model/read.ts";

/** The fields in which the inputs of channel actions name addresses. */
const ADDRESS_FIELDS = ["to", "cc", "bcc"];

/** Whom an action's input addresses on a channel: normalised, each once. */
export function addressesIn(input: unknown, channel: Channel): string[] {
  const given = ADDRESS_FIELDS.flatMap((field) => at(input, field));
  const keys = given.flatMap((text) =>
    typeof text === "string" ? (readAddress(channel, text)?.key ?? []) : [],
  );
  return [...new Set(keys)];
}
