import { providers } from "../../shared/providers/registry.ts";
import { ended, engaged, settles, status } from "./settling.ts";

// https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
const MESSAGE = "14c5d75ce93";
const event = (type: string, more: object = {}) => [
  {
    email: "example@test.com",
    timestamp: 1_513_299_569,
    "smtp-id": "<14c5d75ce93.dfd.64b469@ismtpd-555>",
    event: type,
    category: ["cat facts"],
    sg_event_id: "sg_event_id",
    sg_message_id: `${MESSAGE}.filter0001.16648.5515E0B88.0`,
    ...more,
  },
];

settles(providers.sendgrid, [
  { says: "processed", body: event("processed"), effects: [status(MESSAGE, "accepted")] },
  {
    says: "deferred",
    body: event("deferred", { response: "400 try again later", attempt: "5" }),
    effects: [status(MESSAGE, "deferred")],
  },
  {
    says: "delivered",
    body: event("delivered", { response: "250 OK" }),
    effects: [status(MESSAGE, "delivered")],
  },
  { says: "opened", body: event("open", { ip: "255.255.255.255" }), effects: [engaged(MESSAGE, "opened")] },
  {
    says: "clicked",
    body: event("click", { url: "https://www.sendgrid.com/" }),
    effects: [engaged(MESSAGE, "clicked")],
  },
  {
    says: "a hard bounce",
    body: event("bounce", { type: "bounce", reason: "500 unknown recipient", status: "5.0.0" }),
    effects: [status(MESSAGE, "bounced", "5.0.0"), ended("example@test.com", "bounce")],
  },
  {
    says: "a block, which says nothing of the address",
    body: event("bounce", { type: "blocked", reason: "550 listed", status: "5.7.1" }),
    effects: [status(MESSAGE, "undelivered", "5.7.1")],
  },
  {
    says: "a complaint",
    body: event("spamreport"),
    effects: [engaged(MESSAGE, "complained"), ended("example@test.com", "complaint")],
  },
  {
    says: "an unsubscription",
    body: event("unsubscribe"),
    effects: [engaged(MESSAGE, "unsubscribed"), ended("example@test.com", "unsubscribe")],
  },
  {
    says: "an unsubscription from a group, which leaves all but marketing",
    body: event("group_unsubscribe", { asm_group_id: 10 }),
    effects: [
      engaged(MESSAGE, "unsubscribed"),
      {
        kind: "consent.withdrawn",
        channel: "email",
        address: "example@test.com",
        evidence: "group_unsubscribe",
      },
    ],
  },
  ...(
    [
      ["Bounced Address", "bounce"],
      ["Spam Reporting Address", "complaint"],
      ["Unsubscribed Address", "unsubscribe"],
    ] as const
  ).map(([reason, why]) => ({
    says: `withheld: ${reason}`,
    body: event("dropped", { reason }),
    effects: [status(MESSAGE, "failed", reason), ended("example@test.com", why)],
  })),
  {
    says: "withheld for what it says, which is not the address's doing",
    body: event("dropped", { reason: "Spam Content" }),
    effects: [status(MESSAGE, "failed", "Spam Content")],
  },
]);

// https://resend.com/docs/webhooks/event-types
const EMAIL = "56761188-7520-42d8-8898-ff6fc54ce618";
const resent = (type: string, more: object = {}) => ({
  type,
  created_at: "2026-11-22T23:41:12.126Z",
  data: {
    created_at: "2026-11-22T23:41:11.894719+00:00",
    email_id: EMAIL,
    from: "Acme <onboarding@resend.dev>",
    to: ["delivered@resend.dev"],
    subject: "Sending this example",
    ...more,
  },
});
const bounce = (type: string) => ({
  bounce: { message: "The recipient's email address is refused.", type, subType: "General" },
});

settles(providers.resend, [
  { says: "delivered", body: resent("email.delivered"), effects: [status(EMAIL, "delivered")] },
  { says: "delayed", body: resent("email.delivery_delayed"), effects: [status(EMAIL, "deferred")] },
  { says: "opened", body: resent("email.opened"), effects: [engaged(EMAIL, "opened")] },
  {
    says: "clicked",
    body: resent("email.clicked", { click: { link: "https://resend.com" } }),
    effects: [engaged(EMAIL, "clicked")],
  },
  {
    says: "a hard bounce",
    body: resent("email.bounced", bounce("Permanent")),
    effects: [status(EMAIL, "bounced", "Permanent/General"), ended("delivered@resend.dev", "bounce")],
  },
  {
    says: "a soft bounce",
    body: resent("email.bounced", bounce("Transient")),
    effects: [status(EMAIL, "bounced", "Transient/General")],
  },
  {
    says: "a complaint",
    body: resent("email.complained"),
    effects: [engaged(EMAIL, "complained"), ended("delivered@resend.dev", "complaint")],
  },
  {
    says: "withheld for an earlier bounce",
    body: resent("email.suppressed", { suppressed: { reason: "previous_bounce" } }),
    effects: [status(EMAIL, "failed", "previous_bounce"), ended("delivered@resend.dev", "bounce")],
  },
  {
    says: "failed",
    body: resent("email.failed", { failed: { reason: "reached_daily_quota" } }),
    effects: [status(EMAIL, "failed", "reached_daily_quota")],
  },
  {
    says: "a contact who left",
    body: {
      type: "contact.updated",
      created_at: "2024-10-11T23:47:56.678Z",
      data: { id: "e169aa45-1ecf-4183-9955-b1499d5701d3", email: "steve@example.com", unsubscribed: true },
    },
    effects: [ended("steve@example.com", "unsubscribe")],
  },
  {
    says: "a contact whose name changed",
    body: { type: "contact.updated", data: { id: "c_1", email: "steve@example.com", unsubscribed: false } },
    effects: [],
  },
]);
