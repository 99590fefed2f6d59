import { splitMailbox } from "../../../model/email.ts";
import { nameOf } from "../../../model/read.ts";
import { type BatchSpec, type Call, defineAction } from "../../action.ts";
import { request } from "../request.ts";
import {
  type EmailInput,
  emailInput,
  MAX_RECIPIENTS,
  REFERENCE_ARGUMENT,
  SHARED_ARGUMENT,
  sharedId,
} from "./email-input.ts";

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

/** What an email says of its recipients alone. */
function personalization(email: EmailInput, reference: string) {
  return {
    to: listOf(email.to),
    cc: listOf(email.cc),
    bcc: listOf(email.bcc),
    dynamic_template_data: email.templateData,
    custom_args: { ...email.customArgs, [REFERENCE_ARGUMENT]: reference },
  };
}

function sendAtOf({ sendAt }: EmailInput): number | undefined {
  return sendAt === undefined ? undefined : Math.floor(Date.parse(sendAt) / 1_000);
}

/** What emails of one request have in common. */
function commonOf(email: EmailInput, call: Call) {
  const { unsubscribeGroup } = email;
  return {
    from: senderOf(email, call),
    ...replyTo(email, call),
    content: contentOf(email),
    attachments: attachmentsOf(email),
    template_id: email.templateId,
    categories: email.categories,
    batch_id: email.batchId,
    asm:
      unsubscribeGroup === undefined
        ? undefined
        : { group_id: unsubscribeGroup.id, groups_to_display: unsubscribeGroup.shown },
    mail_settings: email.sandbox === true ? { sandbox_mode: { enable: true } } : undefined,
  };
}

function send(body: unknown, call: Call): Promise<Response> {
  return request(call, { method: "POST", path: "/v3/mail/send", body });
}

/**
 * Emails to one recipient each that say the same, in up to 1,000 personalizations. SendGrid takes or refuses them
 * together, so after a refusal each goes by itself; what becomes of each recipient is told by its own events.
 */
const batch: BatchSpec<EmailInput> = {
  docs: "https://www.twilio.com/docs/sendgrid/for-developers/sending-email/personalizations",
  max: MAX_RECIPIENTS,
  takes: ({ to, cc, bcc, attachments }) =>
    [to].flat().length === 1 && [cc, bcc, attachments].every((part) => part === undefined),
  alike: (email) =>
    JSON.stringify([
      [email.from, email.replyTo, email.text, email.html, email.templateId],
      [email.categories, email.batchId, email.unsubscribeGroup, email.sandbox],
    ]),
  send: (items, call) => {
    const [first] = items;
    return send(
      {
        personalizations: items.map(({ input: email, reference }) => {
          const own = personalization(email, reference);
          return {
            ...own,
            subject: email.subject,
            headers: email.headers,
            send_at: sendAtOf(email),
            custom_args: { ...own.custom_args, [SHARED_ARGUMENT]: "1" },
          };
        }),
        ...(first === undefined ? {} : commonOf(first.input, call)),
      },
      call,
    );
  },
  results: ({ headers }, items) => {
    const id = nameOf(headers.get("x-message-id"));
    return items.map(({ reference }) => {
      const own = id === null ? null : sharedId(id, reference);
      return { ok: true, result: { externalId: own, result: { id: own } } };
    });
  },
};

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
  send: (email, call) =>
    send(
      {
        personalizations: [personalization(email, call.reference)],
        ...commonOf(email, call),
        subject: email.subject,
        headers: email.headers,
        send_at: sendAtOf(email),
      },
      call,
    ),
  result: ({ headers }) => {
    const id = nameOf(headers.get("x-message-id"));
    return { externalId: id, result: { id } };
  },
  batch,
});
