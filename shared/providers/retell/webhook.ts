import { readJson } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, composedId, idOf, millisecondsToMs, nameOf } from "../../model/read.ts";
import type { InboundBody, Webhook } from "../define.ts";
import { retellEffects } from "./effects.ts";

/** These happen several times in one call: their bodies tell them apart. */
function repeats(type: string | null): boolean {
  return type === null || type === "transcript_updated" || type.startsWith("transfer_");
}

/**
 * One event a body. Retell numbers none: an event of a call is told once, but for those that repeat.
 * https://docs.retellai.com/features/webhook-overview
 * @throws UnparsedBody when the body is not JSON
 */
function events(body: InboundBody): readonly ProviderEvent[] {
  const data = readJson(body.bytes);
  const type = nameOf(at(data, "event"));
  const call = at(data, "call") ?? at(data, "chat");
  const subject = idOf(at(call, "call_id")) ?? idOf(at(call, "chat_id"));
  const ended = type === "call_started" ? null : millisecondsToMs(at(call, "end_timestamp"));
  return [
    {
      id: repeats(type) ? null : composedId([type, subject], ":"),
      type: type ?? "unknown",
      subject,
      time: ended ?? millisecondsToMs(at(call, "start_timestamp")),
      data,
    },
  ];
}

/** https://docs.retellai.com/features/secure-webhook */
export const webhook = {
  secret: {
    label: "API key with the webhook badge",
    hint: "Dashboard → API keys: the one key that has the badge Webhook.",
    example: "key_0123456789abcdef0123456789",
  },
  headers: ["x-retell-signature"],
  scheme: {
    kind: "hmac",
    algorithm: "sha256",
    signature: {
      from: { header: "x-retell-signature" },
      pairs: { item: ",", keyValue: "=", pick: "d" },
      encoding: "hex",
    },
    timestamp: { from: { pair: "v" }, unit: "ms" },
    content: [{ body: "raw" }, { timestamp: true }],
  },
  events,
  effects: retellEffects,
  eventTypes: [
    "call_analyzed",
    "call_ended",
    "call_started",
    "chat_analyzed",
    "chat_ended",
    "chat_started",
    "transcript_updated",
    "transfer_bridged",
    "transfer_cancelled",
    "transfer_ended",
    "transfer_started",
  ],
  setup: [
    "In Retell's dashboard open API keys, copy the key with the badge Webhook and paste it here.",
    "Open the agent, or Webhooks for the whole workspace, and paste the endpoint's URL as webhook URL.",
    "Choose the events; call_started, call_ended and call_analyzed are sent unless you choose.",
    "Make a test call and look for call_ended under Events.",
  ],
} satisfies Webhook;
