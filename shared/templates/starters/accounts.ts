import { email, sms } from "./write.ts";

/** Accounts, organizations and news. */
export const ACCOUNTS = [
  email({
    name: "welcome",
    subject: "Welcome to {{organization.name}}",
    requiredVariables: ["startUrl"],
    body: ["Good to have you.", { link: "{{startUrl}}", label: "Get started" }],
  }),
  email({
    name: "password-reset",
    subject: "Reset your password",
    requiredVariables: ["resetUrl", "expiresInMinutes"],
    body: [
      "Somebody, we hope you, asked to reset your password. The link works once, for {{expiresInMinutes}} minutes.",
      { link: "{{resetUrl}}", label: "Set a new password" },
      "If it was not you, ignore this message: your password stays as it is.",
    ],
  }),
  email({
    name: "verification-code",
    subject: "Your code: {{code}}",
    requiredVariables: ["code", "expiresInMinutes"],
    body: [
      "Your code is {{code}}. It works once, for {{expiresInMinutes}} minutes. Nobody of ours will ever ask for it.",
    ],
  }),
  sms(
    "verification-code-sms",
    "{{code}} is your {{organization.name}} code, for {{expiresInMinutes}} minutes. Do not share it.",
    ["code", "expiresInMinutes"],
  ),
  email({
    name: "organization-invite",
    subject: "{{inviterName}} invites you to {{organizationName}}",
    requiredVariables: ["inviterName", "organizationName", "inviteUrl"],
    body: [
      "{{inviterName}} invites you to join {{organizationName}}{{#role}} as {{role}}{{/role}}.",
      { link: "{{inviteUrl}}", label: "Accept the invitation" },
    ],
  }),
  email({
    name: "service-published",
    subject: "{{serviceName}} is live",
    requiredVariables: ["serviceName", "serviceUrl"],
    body: ["{{serviceName}} is published and can be booked.", { link: "{{serviceUrl}}", label: "See it" }],
  }),
  email({
    name: "weekly-digest",
    subject: "Your week: {{week}}",
    requiredVariables: ["week", "items"],
    body: ["What happened in {{week}}:", { list: "items", item: "{{.}}" }],
    unsubscribe: true,
  }),
  email({
    name: "newsletter",
    subject: "{{title}}",
    requiredVariables: ["title", "articles"],
    body: [
      { when: "intro", say: "{{intro}}" },
      { list: "articles", item: "{{title}}: {{summary}} {{url}}" },
    ],
    unsubscribe: true,
  }),
] as const;
