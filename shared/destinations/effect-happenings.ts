import { derivedId, type Id } from "../ids.ts";
import type { Effect } from "../model/effect.ts";
import { keywordOf } from "../policy/keywords.ts";
import type { Happening } from "./happenings.ts";

/** The event whose effects happen. */
interface Source {
  readonly organizationId: Id<"organization">;
  readonly eventId: Id<"event">;
  readonly provider: string;
  /** ms since the epoch */
  readonly occurredAt: number;
}

/** What an event's effects mean to the organization's own systems; a replay tells of the same happenings. */
export async function happeningsOf(
  { organizationId, eventId, provider, occurredAt: at }: Source,
  effects: readonly Effect[],
): Promise<readonly Happening[]> {
  const told = effects.flatMap((effect) => tellingOf(effect, provider));
  return await Promise.all(
    told.map(async (one, index) => ({
      organizationId,
      id: await derivedId("event", eventId, `${one.type} ${index}`),
      at,
      ...one,
    })),
  );
}

function tellingOf(
  effect: Effect,
  provider: string,
): Pick<Happening, "type" | "subject" | "data" | "once">[] {
  switch (effect.kind) {
    case "message.status": {
      const { externalId, status, errorCode } = effect;
      const data = { provider, externalId, status, errorCode };
      switch (status) {
        case "delivered":
          return [{ type: "causeway.message.delivered", subject: externalId, data }];
        case "bounced":
        case "failed":
        case "undelivered":
          return [{ type: "causeway.message.bounced", subject: externalId, data }];
        default:
          return [];
      }
    }
    case "message.received": {
      const { kind: _, ...message } = effect;
      const { channel, to, externalId } = message;
      const data = { provider, ...message, keyword: keywordOf(channel, message.text) };
      return [
        {
          type: "causeway.message.replied",
          subject: externalId,
          data,
          // two endpoints may bring the same message as two events
          once: [provider, channel, to, externalId].join(" "),
        },
      ];
    }
    default:
      return [];
  }
}
