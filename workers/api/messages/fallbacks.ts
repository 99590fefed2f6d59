import { Problem } from "../../../shared/errors.ts";
import type { Id } from "../../../shared/ids.ts";
import { readAddress } from "../../../shared/model/address.ts";
import type { Channel } from "../../../shared/model/channel.ts";
import type { Route } from "../../../shared/model/job.ts";
import { fitsRow } from "../../../shared/outbox/row-size.ts";
import type { Sender } from "../../../shared/outbox/sender.ts";
import { carry } from "./carry.ts";
import type { FilledMessage } from "./fill.ts";

/**
 * The other ways of a message, as its organization's settings have them in order; null where there are none. One that
 * cannot carry this message is left out. A message that names its connection goes through that one alone.
 */
export async function fallbacksOf(
  sender: Sender,
  message: FilledMessage["message"],
  first: { readonly connectionId: string | null; readonly input: unknown },
): Promise<Route[] | null> {
  const settings = sender.organization.channelFallbacks?.[message.channel] ?? [];
  const routes: Route[] = [];
  for (const { connectionId, channel = message.channel } of message.connectionId === undefined
    ? settings
    : []) {
    const route =
      connectionId === first.connectionId ? null : await routeOf(sender, message, { connectionId, channel });
    if (route !== null && fitsRow([first.input, ...routes, route])) {
      routes.push(route);
    }
  }
  return routes.length === 0 ? null : routes;
}

async function routeOf(
  sender: Sender,
  message: FilledMessage["message"],
  way: { readonly connectionId: Id<"connection">; readonly channel: Channel },
): Promise<Route | null> {
  const { channel } = way;
  const address = readAddress(channel, message.to);
  const { from, ...rest } = message;
  // a sender of one channel means nothing to another
  const own = channel === message.channel && from !== undefined ? { from } : {};
  try {
    const { chosen, action, input } = await carry(sender, { ...rest, ...own, ...way });
    return address === null
      ? null
      : {
          provider: chosen.provider.id,
          action,
          connectionId: chosen.connectionId,
          channel,
          address: address.key,
          input,
        };
  } catch (cause) {
    if (cause instanceof Problem) {
      return null;
    }
    throw cause;
  }
}
