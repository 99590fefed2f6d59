import type { Effect } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, nameOf } from "../../model/read.ts";

/** Who unsubscribes does so from everything. https://developers.flodesk.com/#tag/webhook */
export function effects({ type, data }: ProviderEvent): readonly Effect[] {
  const address = nameOf(at(data, "subscriber", "email"));
  return type === "subscriber.unsubscribed" && address !== null
    ? [{ kind: "suppression", channel: "email", address, reason: "unsubscribe" }]
    : [];
}
