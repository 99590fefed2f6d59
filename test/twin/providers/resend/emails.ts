import type { Answer, Call, Route } from "../../api/provider-api.ts";
import type { Schema } from "../../api/schema.ts";
import { isJsonObject, textAt } from "../../payload.ts";
import type { JsonObject } from "../../sender.ts";
import { refusal } from "./refusals.ts";

const text: Schema = { type: "string" };
const texts: Schema = { type: "array", items: text };
const addresses: Schema = { oneOf: [text, texts] };

const PLAIN_ADDRESS = "[^\\s@<>,]+@[^\\s@<>,]+\\.[^\\s@<>,]+";
const ADDRESS = new RegExp(`^(?:${PLAIN_ADDRESS}|[^<>]*<${PLAIN_ADDRESS}>)$`);
const TAG = /^[A-Za-z0-9_-]{1,256}$/;

const params: Schema = {
  type: "object",
  required: ["from", "to", "subject"],
  properties: {
    from: text,
    to: { oneOf: [text, { ...texts, minItems: 1, maxItems: 50 }] },
    subject: text,
    cc: addresses,
    bcc: addresses,
    reply_to: addresses,
    html: text,
    text,
    template: {
      type: "object",
      required: ["id"],
      properties: { id: text, variables: { type: "object" } },
    },
    headers: { type: "object" },
    scheduled_at: text,
    attachments: {
      type: "array",
      items: {
        type: "object",
        properties: { content: text, filename: text, path: text, content_type: text, content_id: text },
      },
    },
    tags: { type: "array", items: { type: "object", properties: { name: text, value: text } } },
    topic_id: text,
  },
};

function listOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : [value].flat();
}

const members = (value: unknown): readonly JsonObject[] => listOf(value).filter(isJsonObject);

/** One rule a row: what it refuses. */
const rules: readonly ((params: JsonObject) => Answer | null)[] = [
  ({ from }) =>
    ADDRESS.test(String(from))
      ? null
      : refusal(
          422,
          "invalid_from_address",
          "Invalid `from` field. The email address needs to follow the `email@example.com` or `Name <email@example.com>` format.",
        ),
  ({ from }) =>
    String(from).includes("@unverified.")
      ? refusal(
          403,
          "validation_error",
          "The domain is not verified. Please, add and verify your domain on https://resend.com/domains",
        )
      : null,
  (all) => {
    const wrong = ["to", "cc", "bcc", "reply_to"].find((name) =>
      listOf(all[name]).some((address) => !ADDRESS.test(String(address))),
    );
    return wrong === undefined
      ? null
      : refusal(
          422,
          "validation_error",
          `Invalid \`${wrong}\` field. The email address needs to follow the \`email@example.com\` or \`Name <email@example.com>\` format.`,
        );
  },
  ({ html, text: plain, template }) =>
    html === undefined && plain === undefined && template === undefined
      ? refusal(422, "missing_required_field", "Missing `html` or `text` field.")
      : null,
  ({ html, text: plain, template }) =>
    template !== undefined && (html !== undefined || plain !== undefined)
      ? refusal(422, "validation_error", "`template` cannot be combined with `html` or `text`.")
      : null,
  ({ attachments }) =>
    members(attachments).some(({ content, path }) => content === undefined && path === undefined)
      ? refusal(422, "invalid_attachment", "Attachment must have either a `content` or `path`.")
      : null,
  ({ tags }) =>
    members(tags).some(({ name, value }) => !TAG.test(String(name)) || !TAG.test(String(value)))
      ? refusal(
          422,
          "validation_error",
          "Tags should only contain ASCII letters, numbers, underscores, or dashes.",
        )
      : null,
];

function refusalOf(email: JsonObject): Answer | null {
  return rules.reduce<Answer | null>((found, rule) => found ?? rule(email), null);
}

const emailsIn = ({ params: { items } }: Call) => members(items);
const isPermissive = ({ request }: Call) => request.headers.get("x-batch-validation") === "permissive";

/** Send up to 100 emails. https://resend.com/docs/api-reference/emails/send-batch-emails */
export const sendEmails: Route = {
  method: "POST",
  path: "/emails/batch",
  action: "email.send",
  takes: ["json"],
  list: true,
  params: {
    type: "object",
    required: ["items"],
    properties: { items: { type: "array", items: params, minItems: 1, maxItems: 100 } },
  },
  check: (call) => {
    const emails = emailsIn(call);
    if (emails.some(({ attachments }) => attachments !== undefined)) {
      return refusal(422, "validation_error", "Attachments are not supported in a batch.");
    }
    return isPermissive(call) ? null : (emails.map(refusalOf).find((found) => found !== null) ?? null);
  },
  act: (call) => {
    const judged = emailsIn(call).map((email, index) => ({ email, index, refused: refusalOf(email) }));
    const made = judged
      .filter(({ refused }) => refused === null)
      .map(({ email, index }) => {
        const id = call.ids.uuid(`email ${index}`);
        return { id, params: email, object: { ...email, id, created_at: new Date(call.now).toISOString() } };
      });
    const errors = judged.flatMap(({ index, refused }) => {
      const message = refused === null || typeof refused.body === "string" ? null : refused.body.message;
      return refused === null ? [] : [{ index, message }];
    });
    const data = made.map(({ id }) => ({ id }));
    return {
      answer: { status: 200, body: isPermissive(call) ? { data, errors } : { data } },
      madeMany: made,
    };
  },
};

/** Send an email. https://resend.com/docs/api-reference/emails/send-email */
export const sendEmail: Route = {
  method: "POST",
  path: "/emails",
  action: "email.send",
  takes: ["json"],
  described: { file: "resend.json", path: "/emails" },
  params,
  check: ({ params: email }) => refusalOf(email),
  act: ({ ids, params: email, now }) => {
    const id = ids.uuid("email");
    const object = { ...email, id, created_at: new Date(now).toISOString() };
    return { answer: { status: 200, body: { id } }, made: { id, object } };
  },
};

/** Resend's addresses for tests, `label` of `bounced+label@resend.dev` left out. https://resend.com/docs/dashboard/emails/send-test-emails */
const endings: ReadonlyMap<string, readonly string[]> = new Map([
  ["bounced@resend.dev", ["email.bounced"]],
  ["complained@resend.dev", ["email.delivered", "email.complained"]],
]);

export function emailStatuses({ to }: JsonObject): readonly string[] {
  const known = listOf(to).map((address) => endings.get(String(address).replace(/\+[^@]*/, "")));
  return ["email.sent", ...(known.find((statuses) => statuses !== undefined) ?? ["email.delivered"])];
}

/** What a webhook says of this email. */
export function emailOverrides(email: JsonObject): JsonObject {
  const tags = members(email.tags).map((tag) => [textAt(tag, "name") ?? "", tag.value]);
  return {
    data: {
      email_id: email.id,
      created_at: email.created_at,
      from: email.from,
      to: listOf(email.to),
      subject: email.subject,
      // The sender's own tag goes, for overrides are laid into its object.
      tags: { category: undefined, ...Object.fromEntries(tags) },
    },
  };
}
