import { z } from "zod";
import { at, idOf, itemsAt, nameOf } from "../../../model/read.ts";
import { type ActionResult, defineAction, type ProviderAnswer } from "../../action.ts";
import { member, memberPath, once, repeatable, request } from "../client.ts";

const DOCS = "https://mailchimp.com/developer/marketing/api/list-members";

const status = z.enum(["subscribed", "pending", "unsubscribed", "cleaned", "transactional"]);

const mergeFields = z.record(
  z.string().regex(/^[A-Z0-9_]{1,10}$/, "must be a merge tag, e.g. FNAME"),
  z.union([z.string().max(255), z.number(), z.record(z.string(), z.string().max(255))]),
);

function readMember({ body }: ProviderAnswer): ActionResult {
  const id = idOf(at(body, "id"));
  const tags = itemsAt(body, "tags").map((tag) => nameOf(at(tag, "name")));
  return {
    externalId: id,
    result: {
      id,
      contactId: idOf(at(body, "contact_id")),
      status: nameOf(at(body, "status")),
      tags: tags.filter((tag) => tag !== null),
    },
  };
}

export const upsertMember = defineAction({
  description:
    "Adds a member to an audience or changes the one who is there. Who is there keeps the consent unless `status` names another.",
  docs: `${DOCS}/add-or-update-list-member/`,
  input: z.strictObject({
    ...member,
    statusIfNew: status.describe(
      "Of who is not there yet; `pending` has Mailchimp ask them by email first (double opt-in).",
    ),
    status: status
      .optional()
      .describe(
        "Changes the consent of who is there. Who unsubscribed by themselves can only be asked again, by `pending`.",
      ),
    mergeFields: mergeFields.optional(),
    language: z
      .string()
      .regex(/^[a-z]{2}(?:_[A-Z]{2})?$/, "must be a language of Mailchimp's, e.g. en")
      .optional(),
    emailType: z.enum(["html", "text"]).optional(),
    skipMergeValidation: z.boolean().optional().describe("Takes members who lack required merge fields."),
  }),
  example: {
    listId: "a6b5da1054",
    email: "jane@example.com",
    statusIfNew: "pending",
    mergeFields: { FNAME: "Jane", LNAME: "Doe" },
  },
  ...repeatable,
  send: (given, call) =>
    request(call, {
      method: "PUT",
      path: memberPath(given, given.skipMergeValidation === true ? "?skip_merge_validation=true" : ""),
      body: {
        email_address: given.email,
        status_if_new: given.statusIfNew,
        status: given.status,
        merge_fields: given.mergeFields,
        language: given.language,
        email_type: given.emailType,
      },
    }),
  result: readMember,
});

export const findMember = defineAction({
  description: "Gets a member's status and tags; refused where the audience has no such member.",
  docs: `${DOCS}/get-member-info/`,
  input: z.strictObject(member),
  example: { listId: "a6b5da1054", email: "jane@example.com" },
  ...repeatable,
  send: (given, call) =>
    request(call, { method: "GET", path: memberPath(given, "?fields=id,contact_id,status,tags") }),
  result: readMember,
});

export const unsubscribeMember = defineAction({
  description: "Unsubscribes a member from an audience; nothing is done for who is not in it.",
  docs: `${DOCS}/update-list-member/`,
  input: z.strictObject(member),
  example: { listId: "a6b5da1054", email: "jane@example.com" },
  ...repeatable,
  send: (given, call) =>
    request(call, { method: "PATCH", path: memberPath(given), body: { status: "unsubscribed" } }),
  isDone: ({ status: answered, body }) => answered === 404 && at(body, "title") === "Resource Not Found",
  result: readMember,
});

/** Who is archived already is refused, so a doubt is not tried again. */
export const archiveMember = defineAction({
  description: "Archives a member: out of the audience, and free to be added again.",
  docs: `${DOCS}/archive-list-member/`,
  input: z.strictObject(member),
  example: { listId: "a6b5da1054", email: "jane@example.com" },
  ...once,
  send: (given, call) => request(call, { method: "DELETE", path: memberPath(given) }),
  result: () => ({ externalId: null, result: { archived: true } }),
});

const tagNames = z.array(z.string().min(1).max(100)).min(1).max(100);

export const tagMember = defineAction({
  description: "Gives a member tags, making those that are new, and takes tags away.",
  docs: "https://mailchimp.com/developer/marketing/api/list-member-tags/add-or-remove-member-tags/",
  input: z
    .strictObject({
      ...member,
      add: tagNames.optional(),
      remove: tagNames.optional(),
      silent: z.boolean().optional().describe("Starts no automations."),
    })
    .refine(({ add, remove }) => add !== undefined || remove !== undefined, {
      error: "is needed, or `remove`",
      path: ["add"],
    })
    .refine(({ add = [], remove = [] }) => !remove.some((name) => add.includes(name)), {
      error: "names a tag of `add` as well",
      path: ["remove"],
    }),
  example: { listId: "a6b5da1054", email: "jane@example.com", add: ["customer"], remove: ["lead"] },
  ...repeatable,
  send: ({ add = [], remove = [], silent, ...given }, call) =>
    request(call, {
      method: "POST",
      path: memberPath(given, "/tags"),
      body: {
        tags: [
          ...add.map((name) => ({ name, status: "active" })),
          ...remove.map((name) => ({ name, status: "inactive" })),
        ],
        is_syncing: silent,
      },
    }),
  result: () => ({ externalId: null, result: { tagged: true } }),
});

export const addNote = defineAction({
  description: "Writes a note to a member, for people at Mailchimp.",
  docs: "https://mailchimp.com/developer/marketing/api/list-member-notes/add-member-note/",
  input: z.strictObject({ ...member, note: z.string().min(1).max(1_000) }),
  example: { listId: "a6b5da1054", email: "jane@example.com", note: "Called, wants an offer." },
  ...once,
  send: ({ note, ...given }, call) =>
    request(call, { method: "POST", path: memberPath(given, "/notes"), body: { note } }),
  result: ({ body }) => {
    const id = idOf(at(body, "id"));
    return { externalId: id, result: { id } };
  },
});

export const trackEvent = defineAction({
  description: "Tells Mailchimp that a member did something, which can start automations.",
  docs: "https://mailchimp.com/developer/marketing/api/list-member-events/add-event/",
  input: z.strictObject({
    ...member,
    name: z.string().regex(/^[A-Za-z0-9_-]{2,30}$/, "takes 2 to 30 letters, digits, _ and -"),
    properties: z.record(z.string().min(1).max(100), z.string().max(1_000)).optional(),
    occurredAt: z.iso.datetime({ offset: true }).optional(),
    silent: z.boolean().optional().describe("Starts no automations."),
  }),
  example: { listId: "a6b5da1054", email: "jane@example.com", name: "booked", properties: { seats: "2" } },
  ...once,
  send: ({ name, properties, occurredAt, silent, ...given }, call) =>
    request(call, {
      method: "POST",
      path: memberPath(given, "/events"),
      body: { name, properties, occurred_at: occurredAt, is_syncing: silent },
    }),
  result: () => ({ externalId: null, result: { tracked: true } }),
});
