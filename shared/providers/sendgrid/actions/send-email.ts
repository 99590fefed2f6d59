import { splitMailbox } from "../../../model/email.ts";
import { nameOf } from "../../../model/read.ts";
import { type Call, defineAction } from "../../action.ts";
import { request } from "../request.ts";
import { type EmailInput, emailInput, REFERENCE_ARGUMENT } from "./email-input.ts";

type Mailboxes = EmailInput["to"] | undefined;

function listOf(given: Mailboxes) {
  return given === undefined ? undefined : [given].flat().map(splitMailbox);
}

/** The connection's setting, else the credential's. */
function settingOf(name: string, { config, credentials }: Call): string | undefined {
  return nameOf(config[name]) ?? credentials[name];
}

/** Without any, SendGrid's own refusal says what is missing. */
function senderOf({ from }: EmailInput, call: Call) {
  if (from !== undefined) {
    return splitMailbox(from);
  }
  const email = settingOf("fromEmail", call);
  return email === undefined ? undefined : { email, name: settingOf("fromName", call) };
}

function replyTo({ replyTo: given }: EmailInput, call: Call) {
  const [first, ...others] = listOf(given ?? settingOf("replyTo", call)) ?? [];
  return others.length === 0 ? { reply_to: first } : { reply_to_list: [first, ...others] };
}

/** Plain text goes first, as SendGrid demands. */
function contentOf({ text, html }: EmailInput) {
  const parts = [
    { type: "text/plain", value: text },
    { type: "text/html", value: html },
  ].filter(({ value }) => value !== undefined);
  return parts.length === 0 ? undefined : parts;
}

function attachmentsOf({ attachments }: EmailInput) {
  return attachments?.map(({ filename, content, contentType, contentId }) => ({
    filename,
    content,
    type: contentType,
    ...(contentId === undefined ? {} : { content_id: contentId, disposition: "inline" }),
  }));
}

function bodyOf(email: EmailInput, call: Call) {
  const { sendAt, unsubscribeGroup } = email;
  return {
    personalizations: [
      {
        to: listOf(email.to),
        cc: listOf(email.cc),
        bcc: listOf(email.bcc),
        dynamic_template_data: email.templateData,
        custom_args: { ...email.customArgs, [REFERENCE_ARGUMENT]: call.reference },
      },
    ],
    from: senderOf(email, call),
    ...replyTo(email, call),
    subject: email.subject,
    content: contentOf(email),
    attachments: attachmentsOf(email),
    template_id: email.templateId,
    headers: email.headers,
    categories: email.categories,
    send_at: sendAt === undefined ? undefined : Math.floor(Date.parse(sendAt) / 1_000),
    batch_id: email.batchId,
    asm:
      unsubscribeGroup === undefined
        ? undefined
        : { group_id: unsubscribeGroup.id, groups_to_display: unsubscribeGroup.shown },
    mail_settings: email.sandbox === true ? { sandbox_mode: { enable: true } } : undefined,
  };
}

/**
 * SendGrid takes no idempotency key, and shows what it sent only to those who buy the activity feed: a doubt is left to a
 * person. The answer has no body; `X-Message-Id` is what the events' `sg_message_id` begins with.
 */
export const sendEmail = defineAction({
  description:
    "Sends one email to up to 1,000 recipients, with words of its own or a dynamic template. Without `from` it comes from the connection's sender.",
  docs: "https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send",
  input: emailInput,
  example: {
    from: "Acme <hello@mail.example.com>",
    to: "jane@example.com",
    subject: "Your booking is confirmed",
    text: "See you on Monday at 9:30.",
    html: "<p>See you on Monday at 9:30.</p>",
    categories: ["booking_confirmation"],
  },
  idempotency: "none",
  onUncertain: "hold",
  noLookup:
    "SendGrid shows what was sent only to those who buy the activity feed; its events carry the job's id and end the doubt.",
  maxBodyBytes: 30_000_000,
  send: (email, call) => request(call, { method: "POST", path: "/v3/mail/send", body: bodyOf(email, call) }),
  result: ({ headers }) => {
    const id = nameOf(headers.get("x-message-id"));
    return { externalId: id, result: { id } };
  },
});
