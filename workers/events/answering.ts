import { answeringConnection } from "../../shared/connections/answering.ts";
import type { Id } from "../../shared/ids.ts";
import type { Effect } from "../../shared/model/effect.ts";
import { isYes, meaningOf, takesKeywords } from "../../shared/policy/keywords.ts";
import type { Context } from "../context.ts";
import type { HandledSource } from "./handled.ts";

/** The connection that answers a word of an event; null where no word wants an answer, or no connection can give one. */
export async function planAnswering(
  { organizationId, provider }: HandledSource,
  event: { readonly effects: readonly Effect[]; readonly connectionId: Id<"connection"> | null },
  context: Context,
): Promise<Id<"connection"> | null> {
  const [message] = event.effects.flatMap((effect) =>
    effect.kind === "message.received" &&
    takesKeywords(effect.channel) &&
    (meaningOf(effect) !== null || isYes(effect.text ?? ""))
      ? [effect]
      : [],
  );
  if (message === undefined) {
    return null;
  }
  const { channel, to: address } = message;
  return await answeringConnection(context, {
    organizationId,
    provider,
    channel,
    address,
    own: event.connectionId,
  });
}
