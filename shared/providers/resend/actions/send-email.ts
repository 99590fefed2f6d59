import { z } from "zod";
import { emailAttachment, emailHeaders, emailSubject, mailbox, mailboxes } from "../../../model/email.ts";
import { at, idOf, itemsAt, nameOf } from "../../../model/read.ts";
import { type BatchResult, type BatchSpec, type Call, defineAction } from "../../action.ts";
import { request } from "../request.ts";

/** The tag that names the job; webhooks carry it back. */
export const REFERENCE_TAG = "causeway_job";

const ONE_DAY_SECONDS = 86_400;

const addresses = mailboxes(50);

const tagText = z.string().regex(/^[\w-]{1,256}$/, "takes ASCII letters, digits, _ and - only");
const tag = z.strictObject({
  name: tagText.refine((name) => name !== REFERENCE_TAG, "is the platform's own"),
  value: tagText,
});

const input = z
  .strictObject({
    from: mailbox.optional(),
    to: addresses,
    cc: addresses.optional(),
    bcc: addresses.optional(),
    replyTo: addresses.optional(),
    subject: emailSubject.optional().describe("By default that of the template."),
    html: z.string().min(1).optional(),
    text: z.string().min(1).optional(),
    headers: emailHeaders.optional(),
    attachments: z.array(emailAttachment).min(1).optional(),
    tags: z.array(tag).min(1).optional(),
    template: z
      .strictObject({
        id: z.string().min(1).max(255).describe("The id or the alias of a published template."),
        variables: z.record(z.string().min(1).max(255), z.union([z.string(), z.number()])).optional(),
      })
      .optional(),
    scheduledAt: z.iso.datetime({ offset: true }).optional().describe("When Resend sends it."),
    topicId: z.string().min(1).max(255).optional().describe("The topic that recipients may have left."),
  })
  .refine(({ html, text, template }) => [html, text, template].some((part) => part !== undefined), {
    error: "is needed, or `html` or `template`",
    path: ["text"],
  })
  .refine(({ subject, template }) => subject !== undefined || template !== undefined, {
    error: "is needed without `template`",
    path: ["subject"],
  })
  .refine(
    ({ html, text, template }) => template === undefined || (html === undefined && text === undefined),
    {
      error: "has the words itself: leave `html` and `text` out",
      path: ["template"],
    },
  );

function sender(given: string | undefined, { config, credentials }: Call): string | undefined {
  // without any, Resend's own refusal says what is missing
  return given ?? nameOf(config.defaultFrom) ?? credentials.defaultFrom;
}

function bodyOf(email: z.output<typeof input>, call: Call, reference = call.reference) {
  const { from, to, cc, bcc, replyTo, subject, html, text, headers, attachments, tags = [] } = email;
  const { template, scheduledAt, topicId } = email;
  return {
    from: sender(from, call),
    to,
    cc,
    bcc,
    reply_to: replyTo,
    subject,
    html,
    text,
    headers,
    attachments: attachments?.map(({ filename, content, contentType, contentId }) => ({
      filename,
      content,
      content_type: contentType,
      content_id: contentId,
    })),
    tags: [...tags, { name: REFERENCE_TAG, value: reference }],
    template,
    scheduled_at: scheduledAt,
    topic_id: topicId,
  };
}

/**
 * Up to 100 emails, sent at once, with words and without attachments. `permissive` has Resend send the good ones and name the others in `errors` by
 * their place; `data` holds the good ones in their order.
 */
const batch: BatchSpec<z.output<typeof input>> = {
  docs: "https://resend.com/docs/api-reference/emails/send-batch-emails",
  max: 100,
  takes: ({ attachments, scheduledAt, template }) =>
    [attachments, scheduledAt, template].every((part) => part === undefined),
  send: (items, call) =>
    request(call, {
      method: "POST",
      path: "/emails/batch",
      body: items.map(({ input: email, reference }) => bodyOf(email, call, reference)),
      headers: { "x-batch-validation": "permissive" },
    }),
  results: ({ body }, items) => {
    const refused = new Map(itemsAt(body, "errors").map((error) => [at(error, "index"), error]));
    const ids = itemsAt(body, "data").map((sent) => idOf(at(sent, "id")));
    // an answer that names another number of emails says of none which it is
    const known = ids.length === items.length - refused.size ? ids.values() : [].values();
    return items.map((_, index): BatchResult => {
      const error = refused.get(index);
      if (error !== undefined) {
        const message = nameOf(at(error, "message")) ?? "Resend refused this email of several.";
        return { ok: false, code: "validation_error", message };
      }
      const id = known.next().value ?? null;
      return { ok: true, result: { externalId: id, result: { id } } };
    });
  },
};

/** Resend keeps an idempotency key with its answer for a day. */
export const sendEmail = defineAction({
  description:
    "Sends one email to up to 50 recipients. Without `from` it comes from the connection's default sender.",
  docs: "https://resend.com/docs/api-reference/emails/send-email",
  input,
  example: {
    from: "Acme <onboarding@resend.dev>",
    to: "delivered@resend.dev",
    subject: "Your booking is confirmed",
    html: "<p>See you on Monday at 9:30.</p>",
    text: "See you on Monday at 9:30.",
    tags: [{ name: "kind", value: "booking_confirmation" }],
  },
  idempotency: "key",
  keyLifetimeSeconds: ONE_DAY_SECONDS,
  onUncertain: "resend",
  noLookup: "Resend's list of emails shows no tags; its events carry the job's id and end the doubt.",
  maxBodyBytes: 40_000_000,
  send: (email, call) => request(call, { method: "POST", path: "/emails", body: bodyOf(email, call) }),
  result: ({ body }) => {
    const id = idOf(at(body, "id"));
    return { externalId: id, result: { id } };
  },
  batch,
});
