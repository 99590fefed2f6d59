import { readJson } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, composedId, idOf, itemsAt, nameOf, secondsToMs } from "../../model/read.ts";
import type { InboundBody } from "../define.ts";

/** A change with one of its items only, so that each event has a payload of the form that Meta documents. */
function withOnly(change: unknown, account: unknown, list: string, item: unknown): unknown {
  const value = at(change, "value");
  const {
    messages: _,
    statuses: __,
    ...rest
  }: Record<string, unknown> = typeof value === "object" && value !== null ? { ...value } : {};
  return { id: account, field: at(change, "field"), value: { ...rest, [list]: [item] } };
}

function readMessage(item: unknown): Omit<ProviderEvent, "data"> {
  return {
    id: idOf(at(item, "id")),
    type: nameOf(`message.${nameOf(at(item, "type")) ?? "unknown"}`) ?? "message.unknown",
    // since 2026 a user may show a business-scoped id and no number
    subject: idOf(at(item, "from")) ?? idOf(at(item, "from_user_id")),
    time: secondsToMs(at(item, "timestamp")),
  };
}

function readStatus(item: unknown): Omit<ProviderEvent, "data"> {
  const id = idOf(at(item, "id"));
  const status = nameOf(at(item, "status"));
  return {
    // one message has several statuses under its one id
    id: composedId([id, status], ":"),
    type: nameOf(`status.${status ?? "unknown"}`) ?? "status.unknown",
    subject: id,
    time: secondsToMs(at(item, "timestamp")),
  };
}

/** What neither brings messages nor statuses: templates, numbers, the account. Meta gives it no id. */
function readOther(change: unknown, entry: unknown): ProviderEvent {
  return {
    id: null,
    type: nameOf(at(change, "field")) ?? "unknown",
    subject: idOf(at(entry, "id")),
    time: secondsToMs(at(entry, "time")),
    data: { id: at(entry, "id"), field: at(change, "field"), value: at(change, "value") },
  };
}

function readChange(change: unknown, entry: unknown): readonly ProviderEvent[] {
  const account = at(entry, "id");
  const events = [
    ...itemsAt(change, "value", "messages").map((item) => ({
      ...readMessage(item),
      data: withOnly(change, account, "messages", item),
    })),
    ...itemsAt(change, "value", "statuses").map((item) => ({
      ...readStatus(item),
      data: withOnly(change, account, "statuses", item),
    })),
  ];
  return events.length > 0 ? events : [readOther(change, entry)];
}

/**
 * One event a message and one a status: a body is a batch of up to 1,000 changes of any numbers.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components
 * @throws UnparsedBody when the body is not JSON
 */
export function events(body: InboundBody): readonly ProviderEvent[] {
  const data = readJson(body.bytes);
  const found = itemsAt(data, "entry").flatMap((entry) =>
    itemsAt(entry, "changes").flatMap((change) => readChange(change, entry)),
  );
  return found.length > 0 ? found : [{ id: null, type: "unknown", subject: null, time: null, data }];
}
