import type { Effect } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, idOf, millisecondsToMs, nameOf, textOf } from "../../model/read.ts";
import type { RecordStatus } from "../../model/record.ts";

const STATUS_BY_TYPE: ReadonlyMap<string, RecordStatus<"call">> = new Map([
  ["call_started", "started"],
  ["call_ended", "ended"],
  ["call_analyzed", "analyzed"],
]);

function directionOf(value: unknown): "inbound" | "outbound" | null {
  return value === "inbound" || value === "outbound" ? value : null;
}

/**
 * What an event says of its call; a web call has no direction and no numbers.
 * https://docs.retellai.com/features/webhook-overview
 */
export function retellEffects(event: ProviderEvent): readonly Effect[] {
  const status = STATUS_BY_TYPE.get(event.type);
  const call = at(event.data, "call");
  const externalId = idOf(at(call, "call_id"));
  if (status === undefined || externalId === null) {
    return [];
  }
  const analysis = at(call, "call_analysis");
  const successful = at(analysis, "call_successful");
  return [
    {
      kind: "record",
      record: "call",
      externalId,
      status,
      fields: {
        agentId: idOf(at(call, "agent_id")),
        direction: directionOf(at(call, "direction")),
        from: nameOf(at(call, "from_number")),
        to: nameOf(at(call, "to_number")),
        startedAt: millisecondsToMs(at(call, "start_timestamp")),
        endedAt: millisecondsToMs(at(call, "end_timestamp")),
        endReason: nameOf(at(call, "disconnection_reason")),
        summary: textOf(at(analysis, "call_summary")),
        sentiment: nameOf(at(analysis, "user_sentiment")),
        successful: typeof successful === "boolean" ? successful : null,
      },
    },
  ];
}
