import { readJson, UnparsedBody } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, composedId, dateToMs, idOf, nameOf } from "../../model/read.ts";
import type { SignedRequest } from "../../signatures/verifier.ts";
import { type InboundBody, type ProtocolReply, textReply, type Webhook } from "../define.ts";
import { effects } from "./effects.ts";

const MAX_PROBE_BYTES = 256;

/** Saving the URL sends `{"foo":"bar"}` without a signature, and takes nothing but a 2xx. */
function handshake(request: SignedRequest, verified: boolean): ProtocolReply | null {
  if (verified || request.method !== "POST" || request.body.byteLength > MAX_PROBE_BYTES) {
    return null;
  }
  try {
    return at(readJson(request.body), "foo") === "bar" ? textReply("") : null;
  } catch (error) {
    if (error instanceof UnparsedBody) {
      return null;
    }
    throw error;
  }
}

/**
 * One event a body. The record stands under the resource's name, the event's part before the first dot. Housecall Pro
 * numbers no events: a record's id with the event and its time is told once.
 * @throws UnparsedBody when the body is not JSON
 */
function events(body: InboundBody): readonly ProviderEvent[] {
  const data = readJson(body.bytes);
  const type = nameOf(at(data, "event"));
  const record = at(data, type?.split(".", 1)[0] ?? "") ?? at(data, "data");
  const subject = idOf(at(record, "id"));
  const time = nameOf(at(data, "event_occurred_at")) ?? nameOf(at(data, "created_at"));
  return [
    {
      id: composedId([type, subject, time]),
      type: type ?? "unknown",
      subject,
      time: dateToMs(time),
      data,
    },
  ];
}

/** https://docs.housecallpro.com/docs/housecall-public-api (the signature as live deliveries carry it) */
export const webhook = {
  secret: {
    label: "Signing secret",
    hint: "Shown in Housecall Pro where the webhook's URL is saved: My apps → Webhooks.",
    example: "hcp_signing_secret_example",
  },
  headers: ["api-signature", "api-timestamp"],
  scheme: {
    kind: "hmac",
    algorithm: "sha256",
    signature: { from: { header: "api-signature" }, encoding: "hex" },
    timestamp: { from: { header: "api-timestamp" }, unit: "s" },
    content: [{ timestamp: true }, ".", { body: "raw" }],
  },
  handshake,
  unsignedHandshakes: true,
  events,
  effects,
  eventTypes: [
    "customer.created",
    "customer.deleted",
    "customer.updated",
    "employee.created",
    "estimate.created",
    "estimate.option.approval_status_changed",
    "estimate.updated",
    "invoice.created",
    "invoice.paid",
    "invoice.sent",
    "invoice.voided",
    "job.appointment.rescheduled",
    "job.appointment.scheduled",
    "job.canceled",
    "job.completed",
    "job.created",
    "job.deleted",
    "job.on_my_way",
    "job.paid",
    "job.scheduled",
    "job.started",
    "job.updated",
    "lead.created",
  ],
  setup: [
    "In Housecall Pro open My apps, then Webhooks; an account on the plan MAX is needed.",
    "Paste the endpoint's URL, choose the events and save: the URL is probed at once.",
    "Copy the signing secret that is now shown and paste it here.",
    "Change a job and look for its event under Events.",
  ],
} satisfies Webhook;
