import { derivedId, type Id } from "../ids.ts";
import { readAddress } from "../model/address.ts";
import type { Effect, ReceivedMessageEffect } from "../model/effect.ts";
import type { RecordEffect } from "../model/record.ts";
import { meaningOf } from "../policy/keywords.ts";
import type { Happening } from "./happenings.ts";

/** The event whose effects happen. */
interface Source {
  readonly organizationId: Id<"organization">;
  readonly eventId: Id<"event">;
  readonly provider: string;
  /** ms since the epoch */
  readonly occurredAt: number;
  /** A job asks for the words of the message that the event tells of: when it ends, the message is told of with them. */
  readonly retrieval: object | null;
}

/** What an event's effects mean to the organization's own systems; a replay tells of the same happenings. */
export async function happeningsOf(
  { organizationId, eventId, provider, occurredAt: at, retrieval }: Source,
  effects: readonly Effect[],
): Promise<readonly Happening[]> {
  const told = effects
    .filter((effect) => !(effect.kind === "message.received" && effect.retrieval && retrieval !== null))
    .flatMap((effect) => tellingOf(effect, provider));
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
      const { kind: _, retrieval: __, isAutomatic: ___, ...message } = effect;
      return [tellReply({ provider, ...message })];
    }
    case "record":
      return tellLogIn(effect, provider);
    default:
      return [];
  }
}

/** Of a session that begins, unless somebody else acts in it as the user. */
function tellLogIn(effect: RecordEffect, provider: string): Pick<Happening, "type" | "subject" | "data">[] {
  if (effect.record !== "session" || effect.status !== "active") {
    return [];
  }
  const { userId, actorId } = effect.fields;
  return userId === null || actorId !== null
    ? []
    : [
        {
          type: "causeway.user.logged_in",
          subject: userId,
          data: { provider, userId, sessionId: effect.externalId },
        },
      ];
}

/** A message that somebody wrote, told of with its words; of several events and a job that bring it, once. */
export function tellReply(
  message: Omit<ReceivedMessageEffect, "kind" | "retrieval" | "isAutomatic"> & { readonly provider: string },
): Pick<Happening, "type" | "subject" | "data" | "once"> {
  const { provider, channel, to, externalId } = message;
  const own = readAddress(channel, to)?.key ?? to;
  return {
    type: "causeway.message.replied",
    subject: externalId,
    data: { ...message, keyword: meaningOf(message) },
    once: [provider, channel, own, externalId].join(" "),
  };
}
