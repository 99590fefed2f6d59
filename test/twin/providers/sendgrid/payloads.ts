import { type Ids, pickPerson } from "../../ids.ts";
import type { JsonObject } from "../../sender.ts";

/** When, and one message per `message` label: the events of a batch can share it or not. */
export interface Scene {
  readonly ids: Ids;
  /** Unix seconds. */
  readonly time: number;
}

function event({ ids, time }: Scene, name: string, message: string, details: JsonObject): JsonObject {
  const person = pickPerson(ids, message);
  const messageId = ids.base64url(message, 22);
  return {
    email: person.email,
    timestamp: time,
    "smtp-id": `<${messageId}@geopod-ismtpd-3>`,
    event: name,
    category: ["Bestellung", "Café"],
    customer_name: person.name,
    sg_event_id: ids.base64url(`${message} ${name}`, 48),
    sg_message_id: `${messageId}.recvd-5f54b5d587-wqv4h-1-${ids.hex(message, 8).toUpperCase()}-9.0`,
    ...details,
  };
}

const client = { ip: "203.0.113.17", useragent: "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X)" };

const delivered = (scene: Scene, message = "a"): JsonObject =>
  event(scene, "delivered", message, {
    response: "250 2.0.0 OK angenommen für Zustellung",
    ip: "203.0.113.5",
    tls: 1,
  });

const open = (scene: Scene, message = "a"): JsonObject =>
  event(scene, "open", message, { ...client, sg_content_type: "html", sg_machine_open: false });

const bounce = (scene: Scene, message = "a"): JsonObject =>
  event(scene, "bounce", message, {
    type: "bounce",
    reason: "550 5.1.1 The email account does not exist: Empfänger unbekannt",
    status: "5.1.1",
    bounce_classification: "Invalid Address",
    ip: "203.0.113.5",
    tls: 1,
  });

/** Bodies by type; `batch` mixes events of two messages. https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event */
export const payloads: Readonly<Record<string, (scene: Scene) => readonly JsonObject[]>> = {
  batch: (scene) => [delivered(scene), open(scene), bounce(scene, "b")],
  processed: (scene) => [event(scene, "processed", "a", { send_at: scene.time })],
  deferred: (scene) => [
    event(scene, "deferred", "a", { response: "451 4.7.1 Bitte später erneut", attempt: "1" }),
  ],
  delivered: (scene) => [delivered(scene)],
  open: (scene) => [open(scene)],
  click: (scene) => [
    event(scene, "click", "a", {
      ...client,
      url: "https://cafe-creme.example/karte",
      url_offset: { index: 0, type: "html" },
    }),
  ],
  bounce: (scene) => [bounce(scene)],
  dropped: (scene) => [event(scene, "dropped", "a", { reason: "Bounced Address", status: "5.0.0" })],
  spamreport: (scene) => [event(scene, "spamreport", "a", {})],
  unsubscribe: (scene) => [event(scene, "unsubscribe", "a", client)],
  group_unsubscribe: (scene) => [event(scene, "group_unsubscribe", "a", { ...client, asm_group_id: 14_242 })],
};
