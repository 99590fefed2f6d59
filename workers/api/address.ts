import { z } from "@hono/zod-openapi";
import { addressForm, readAddress } from "../../shared/model/address.ts";
import { type Channel, channelSchema } from "../../shared/model/channel.ts";
import { invalidFields } from "./validation.ts";

/** An address and the channel on which it is one, as a request names them. */
export const contactPoint = {
  channel: channelSchema,
  address: z.string().min(1).max(320).openapi({
    description: "An email address, a number in E.164 form, or the channel's id.",
    example: "ann@example.com",
  }),
};

/**
 * The address in its one form.
 * @throws Problem `validation_failed` when the channel has no such address
 */
export function addressOf(
  { channel, address }: { readonly channel: Channel; readonly address: string },
  place: "body" | "query",
): string {
  const read = readAddress(channel, address);
  if (read === null) {
    throw invalidFields([{ path: `${place}.address`, message: `must be ${addressForm(channel)}` }]);
  }
  return read.key;
}
