import { z } from "zod";
import { emailAttachment, emailHeaders, emailSubject, mailbox, mailboxes } from "../../../model/email.ts";

/** The argument that names the job; the event webhook carries it back. */
export const REFERENCE_ARGUMENT = "causeway_job";

/** The argument by which the event webhook tells that the email went with others, whose message id is its own as well. */
export const SHARED_ARGUMENT = "causeway_shared";

export const MAX_RECIPIENTS = 1_000;
const recipients = mailboxes(MAX_RECIPIENTS);

const customArgs = z.record(
  z
    .string()
    .min(1)
    .max(255)
    .refine((name) => name !== REFERENCE_ARGUMENT && name !== SHARED_ARGUMENT, "is the platform's own"),
  z.string().max(2_000),
);

/** What tells an email from those that went with it under one message id. */
export function sharedId(messageId: string, reference: string): string {
  return `${messageId}.${reference}`;
}

const groupId = z.int().positive();

/** https://www.twilio.com/docs/sendgrid/api-reference/mail-send/limitations */
export const emailInput = z
  .strictObject({
    from: mailbox.optional(),
    to: recipients,
    cc: recipients.optional(),
    bcc: recipients.optional(),
    replyTo: recipients.optional(),
    subject: emailSubject.optional(),
    html: z.string().min(1).optional(),
    text: z.string().min(1).optional(),
    templateId: z
      .string()
      .regex(/^d-[\w-]{1,100}$/, "must be a dynamic template, d-…")
      .optional(),
    templateData: z.record(z.string(), z.json()).optional().describe("What the dynamic template prints."),
    headers: emailHeaders.optional(),
    attachments: z.array(emailAttachment).min(1).max(100).optional(),
    categories: z.array(z.string().min(1).max(255)).min(1).max(10).optional(),
    customArgs: customArgs.optional().describe("Come back with every event of this email."),
    sendAt: z.iso
      .datetime({ offset: true })
      .optional()
      .describe("When SendGrid sends it: at most 72 hours from now."),
    batchId: z
      .string()
      .regex(/^[A-Za-z0-9]{1,100}$/, "must be a batch id, as `mail_batch.create` answers")
      .optional()
      .describe("By which what is scheduled can be cancelled."),
    unsubscribeGroup: z
      .strictObject({ id: groupId, shown: z.array(groupId).min(1).max(25).optional() })
      .optional()
      .describe("The group that its unsubscribe link leaves, and those that the preference page shows."),
    sandbox: z.boolean().optional().describe("SendGrid checks the request and sends nothing."),
  })
  .superRefine((email, { addIssue }) => {
    const { templateId, templateData, html, text, subject } = email;
    const need = (field: string, message: string) => addIssue({ code: "custom", path: [field], message });
    if (templateId === undefined) {
      if (html === undefined && text === undefined) {
        need("text", "is needed, or `html` or `templateId`");
      }
      if (subject === undefined) {
        need("subject", "is needed without `templateId`");
      }
      if (templateData !== undefined) {
        need("templateData", "is for a `templateId`");
      }
    } else if (html !== undefined || text !== undefined) {
      need("templateId", "has the words itself: leave `html` and `text` out");
    }
    const count = [email.to, email.cc ?? [], email.bcc ?? []].flat().length;
    if (count > MAX_RECIPIENTS) {
      need("to", `and \`cc\` and \`bcc\` are ${count} recipients; one email takes ${MAX_RECIPIENTS}`);
    }
  });

export type EmailInput = z.output<typeof emailInput>;
