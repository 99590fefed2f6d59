import { email, sms } from "./write.ts";

/** Purchases, bookings and payments. */
export const BUSINESS = [
  email({
    name: "purchase-confirmation",
    subject: "Your order {{orderNumber}}",
    requiredVariables: ["orderNumber", "items", "total"],
    body: [
      "Thank you. We have your order {{orderNumber}}:",
      { list: "items", item: "{{description}}: {{price}}" },
      "Total: {{total}}",
    ],
  }),
  email({
    name: "booking-confirmation",
    subject: "Booked: {{title}}, {{startsAt}}",
    requiredVariables: ["title", "startsAt"],
    body: [
      "Your booking is confirmed: {{title}}, {{startsAt}}{{#location}}, {{location}}{{/location}}.",
      { when: "manageUrl", say: "To move or cancel it: {{manageUrl}}" },
    ],
  }),
  email({
    name: "booking-reminder",
    subject: "{{title}} begins in {{hoursBefore}} h",
    requiredVariables: ["title", "startsAt", "hoursBefore"],
    body: [
      "A reminder: {{title}} begins in {{hoursBefore}} h, {{startsAt}}{{#location}}, {{location}}{{/location}}.",
      { when: "manageUrl", say: "To move or cancel it: {{manageUrl}}" },
    ],
  }),
  sms(
    "booking-reminder-sms",
    "{{organization.name}}: {{title}} begins in {{hoursBefore}} h, {{startsAt}}.{{#manageUrl}} To change it: {{manageUrl}}{{/manageUrl}}",
    ["title", "startsAt", "hoursBefore"],
  ),
  email({
    name: "post-meeting-follow-up",
    subject: "After {{title}}",
    requiredVariables: ["title"],
    body: [
      "Thank you for your time in {{title}}.",
      { when: "summary", say: "What we said: {{summary}}" },
      { list: "nextSteps", item: "{{.}}" },
      { when: "bookingUrl", say: "To meet again: {{bookingUrl}}" },
    ],
  }),
  email({
    name: "invoice",
    subject: "Invoice {{invoiceNumber}}: {{amount}}",
    requiredVariables: ["invoiceNumber", "amount", "invoiceUrl"],
    body: [
      "Here is your invoice {{invoiceNumber}} over {{amount}}.{{#dueDate}} It is due on {{dueDate}}.{{/dueDate}}",
      { link: "{{invoiceUrl}}", label: "See and pay the invoice" },
    ],
  }),
  email({
    name: "card-update-request",
    subject: "Please update your card",
    requiredVariables: ["amount", "updateUrl"],
    body: [
      "We could not collect {{amount}} from your card{{#cardLast4}} that ends in {{cardLast4}}{{/cardLast4}}. Please update it, so that nothing is interrupted.",
      { link: "{{updateUrl}}", label: "Update the card" },
    ],
  }),
  email({
    name: "payment-recovered",
    subject: "Your payment went through",
    requiredVariables: ["amount"],
    body: ["Your payment of {{amount}} went through. There is nothing more to do."],
  }),
] as const;
