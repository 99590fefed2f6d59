import { readJson } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, composedId, idOf, itemsAt, millisecondsToMs, nameOf, secondsToMs } from "../../model/read.ts";
import type { InboundBody } from "../define.ts";

type Kind = Pick<ProviderEvent, "id" | "type">;

/** Our own sends come back as echoes, and what was unsent as deleted: who answers messages must tell them apart. */
function messageType(message: unknown): string {
  if (at(message, "is_echo") === true) {
    return "messages.echo";
  }
  return at(message, "is_deleted") === true ? "messages.deleted" : "messages";
}

/** The field of the subscription that an item of `messaging` belongs to, and its id. */
function kindOf(item: unknown): Kind {
  const mid = (part: string) => idOf(at(item, part, "mid"));
  const sender = idOf(at(item, "sender", "id"));
  const time = idOf(at(item, "timestamp"));
  if (at(item, "message") !== undefined) {
    const type = messageType(at(item, "message"));
    const id = mid("message");
    return { id: type === "messages.deleted" ? composedId([id, "deleted"], ":") : id, type };
  }
  if (at(item, "postback") !== undefined) {
    return { id: mid("postback"), type: "messaging_postbacks" };
  }
  if (at(item, "reaction") !== undefined) {
    const action = nameOf(at(item, "reaction", "action"));
    return { id: composedId([mid("reaction"), sender, action, time], ":"), type: "message_reactions" };
  }
  if (at(item, "read") !== undefined) {
    return { id: composedId([mid("read"), sender], ":"), type: "messaging_seen" };
  }
  return { id: null, type: at(item, "referral") === undefined ? "unknown" : "messaging_referral" };
}

/** Times come in ms, but for some fields in seconds. */
function timeOf(value: unknown): number | null {
  const ms = millisecondsToMs(value);
  return ms !== null && ms < 100_000_000_000 ? secondsToMs(value) : ms;
}

function readEntry(entry: unknown): readonly ProviderEvent[] {
  const account = at(entry, "id");
  const messages = itemsAt(entry, "messaging").map((item) => ({
    ...kindOf(item),
    subject: idOf(at(item, "sender", "id")),
    time: timeOf(at(item, "timestamp")),
    data: { id: account, time: at(entry, "time"), messaging: [item] },
  }));
  // comments stand in a list of changes, or, in the examples of Instagram Login, right in the entry
  const changes = [...itemsAt(entry, "changes"), ...(at(entry, "field") === undefined ? [] : [entry])];
  const others = changes.map((change) => ({
    id: null,
    type: nameOf(at(change, "field")) ?? "unknown",
    subject: idOf(at(change, "value", "id")) ?? idOf(account),
    time: timeOf(at(entry, "time")),
    data: {
      id: account,
      time: at(entry, "time"),
      changes: [{ field: at(change, "field"), value: at(change, "value") }],
    },
  }));
  return [...messages, ...others];
}

/**
 * One event an item: a body is a batch over accounts, sometimes within one more list.
 * https://developers.facebook.com/docs/instagram-platform/webhooks
 * @throws UnparsedBody when the body is not JSON
 */
export function events(body: InboundBody): readonly ProviderEvent[] {
  const data = readJson(body.bytes);
  const envelopes: readonly unknown[] = Array.isArray(data) ? data : [data];
  const found = envelopes.flatMap((envelope) => itemsAt(envelope, "entry").flatMap(readEntry));
  return found.length > 0 ? found : [{ id: null, type: "unknown", subject: null, time: null, data }];
}
