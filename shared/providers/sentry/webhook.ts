import { readJson } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, idOf, nameOf, secondsToMs } from "../../model/read.ts";
import type { InboundBody, Webhook } from "../define.ts";
import { sentryEffects } from "./effects.ts";

/** What each resource's payload is about. */
function subjectOf(data: unknown): string | null {
  const within = at(data, "data");
  return (
    idOf(at(within, "issue", "id")) ??
    idOf(at(within, "event", "issue_id")) ??
    idOf(at(within, "error", "issue_id")) ??
    idOf(at(within, "metric_alert", "id")) ??
    idOf(at(within, "issue_id")) ??
    idOf(at(data, "installation", "uuid"))
  );
}

/**
 * One event a body. Resource, id and time stand in headers, of which nothing is signed, the action in the payload.
 * https://docs.sentry.io/organization/integrations/integration-platform/webhooks/
 * @throws UnparsedBody when the body is not JSON
 */
function events(body: InboundBody): readonly ProviderEvent[] {
  const data = readJson(body.bytes);
  const resource = nameOf(body.headers.get("sentry-hook-resource")) ?? "unknown";
  const action = nameOf(at(data, "action"));
  return [
    {
      id: nameOf(body.headers.get("request-id")),
      type: nameOf(action === null ? resource : `${resource}.${action}`) ?? resource,
      subject: subjectOf(data),
      time: secondsToMs(body.headers.get("sentry-hook-timestamp")),
      data,
    },
  ];
}

/** https://docs.sentry.io/organization/integrations/integration-platform/webhooks/#sentry-hook-signature */
export const webhook = {
  secret: {
    label: "Client secret",
    hint: "Settings → Custom Integrations → your integration → Credentials → Client Secret.",
    example: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
  },
  headers: ["sentry-hook-signature"],
  scheme: {
    kind: "hmac",
    algorithm: "sha256",
    signature: { from: { header: "sentry-hook-signature" }, encoding: "hex" },
    content: [{ body: "raw" }],
  },
  events,
  effects: sentryEffects,
  eventTypes: [
    "comment.created",
    "comment.deleted",
    "comment.updated",
    "error.created",
    "event_alert.triggered",
    "installation.created",
    "installation.deleted",
    "issue.archived",
    "issue.assigned",
    "issue.created",
    "issue.resolved",
    "issue.unresolved",
    "metric_alert.critical",
    "metric_alert.resolved",
    "metric_alert.warning",
  ],
  setup: [
    "In Sentry open Settings, Custom Integrations, and create an internal integration.",
    "Paste the endpoint's URL as Webhook URL, choose permissions and the webhooks, and save.",
    "Copy the client secret and paste it here.",
    "Switch on Alert Rule Action if alert rules are to call it, and resolve an issue to see issue.resolved under Events.",
  ],
} satisfies Webhook;
