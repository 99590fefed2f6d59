import type { Ids, Person } from "../../ids.ts";
import type { JsonObject } from "../../sender.ts";

/** Who and when of one event. */
export interface Scene {
  readonly ids: Ids;
  readonly person: Person;
  /** ISO 8601 with milliseconds. */
  readonly at: string;
}

const email = ({ ids, person, at }: Scene, changes: JsonObject = {}): JsonObject => ({
  email_id: ids.uuid("email"),
  created_at: at,
  from: "Café Crème <hallo@cafe-creme.example>",
  to: [person.email],
  subject: `Ihre Bestellung, ${person.name} ☕`,
  tags: { category: "order_confirmation" },
  ...changes,
});

/** `data` by type. https://resend.com/docs/dashboard/webhooks/event-types */
export const payloads: Readonly<Record<string, (scene: Scene) => JsonObject>> = {
  "email.sent": (scene) => email(scene),
  "email.scheduled": (scene) => email(scene),
  "email.delivered": (scene) => email(scene),
  "email.delivery_delayed": (scene) => email(scene),
  "email.bounced": (scene) =>
    email(scene, {
      bounce: {
        type: "Permanent",
        subType: "General",
        message: "The recipient's mailbox does not exist: Empfänger unbekannt",
        diagnosticCode: ["smtp; 550 5.1.1 user unknown"],
      },
    }),
  "email.complained": (scene) => email(scene),
  "email.opened": (scene) => email(scene),
  "email.clicked": (scene) =>
    email(scene, {
      click: {
        ipAddress: "203.0.113.17",
        link: "https://cafe-creme.example/bestellung?größe=XL",
        timestamp: scene.at,
        userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
      },
    }),
  "email.failed": (scene) => email(scene, { failed: { reason: "reached_daily_quota" } }),
  "email.suppressed": (scene) =>
    email(scene, { suppressed: { reason: "previous_bounce", message: "Empfänger gesperrt" } }),
  "email.received": (scene) =>
    email(scene, {
      from: `${scene.person.name} <${scene.person.email}>`,
      to: ["hallo@cafe-creme.example"],
      bcc: [],
      cc: [],
      message_id: `<${scene.ids.base62("message", 24)}@example.com>`,
      attachments: [],
    }),
};
