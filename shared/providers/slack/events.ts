import { isForm, parseJson, readForm, readJson } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, composedId, nameOf, secondsToMs } from "../../model/read.ts";
import type { InboundBody } from "../define.ts";

/** An Events API envelope; `app_rate_limited` and other kinds without an inner event go by the envelope's type. */
function readEnvelope(data: unknown): ProviderEvent {
  const kind = nameOf(at(data, "type"));
  const inner = at(data, "event");
  const type = kind === "event_callback" ? nameOf(at(inner, "type")) : kind;
  return {
    id: nameOf(at(data, "event_id")),
    type: type ?? "unknown",
    subject:
      nameOf(at(inner, "channel")) ??
      nameOf(at(inner, "channel", "id")) ??
      nameOf(at(inner, "item", "channel")) ??
      nameOf(at(inner, "user")) ??
      nameOf(at(inner, "user", "id")) ??
      nameOf(at(data, "team_id")),
    time: secondsToMs(at(data, "event_time")) ?? secondsToMs(at(data, "minute_rate_limited")),
    data,
  };
}

/** Slack numbers no interaction: a click is one user's on one action of one message or view at one time. */
function interactionId(data: unknown): string | null {
  const parts = [
    nameOf(at(data, "container", "message_ts")) ?? nameOf(at(data, "container", "view_id")),
    nameOf(at(data, "user", "id")),
    nameOf(at(data, "actions", 0, "action_id")),
    nameOf(at(data, "actions", 0, "action_ts")),
  ];
  return composedId(parts, ":") ?? nameOf(at(data, "trigger_id"));
}

function readInteraction(data: unknown): ProviderEvent {
  return {
    id: interactionId(data),
    type: nameOf(at(data, "type")) ?? "unknown",
    subject:
      nameOf(at(data, "channel", "id")) ??
      nameOf(at(data, "container", "channel_id")) ??
      nameOf(at(data, "view", "id")) ??
      nameOf(at(data, "user", "id")),
    time: secondsToMs(at(data, "actions", 0, "action_ts")) ?? secondsToMs(at(data, "action_ts")),
    data,
  };
}

function readCommand(data: unknown): ProviderEvent {
  return {
    id: nameOf(at(data, "trigger_id")),
    type: nameOf(at(data, "command")) === null ? "unknown" : "slash_command",
    subject: nameOf(at(data, "channel_id")) ?? nameOf(at(data, "user_id")),
    time: null,
    data,
  };
}

/**
 * One event a body, from any of Slack's three surfaces: the Events API sends JSON, an interaction a form with JSON in
 * its field `payload`, a slash command a plain form.
 * https://docs.slack.dev/apis/events-api/ https://docs.slack.dev/interactivity/
 * @throws UnparsedBody when the body is neither JSON nor a form, or `payload` is not JSON
 */
export function events(body: InboundBody): readonly ProviderEvent[] {
  if (!isForm(body.contentType)) {
    return [readEnvelope(readJson(body.bytes))];
  }
  const form = readForm(body.bytes);
  const payload = at(form, "payload");
  return [typeof payload === "string" ? readInteraction(parseJson(payload)) : readCommand(form)];
}
