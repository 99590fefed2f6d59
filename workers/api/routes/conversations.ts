import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { toRfc3339, toRfc3339OrNull } from "../../../shared/clock.ts";
import {
  type ConversationMessageRow,
  type ConversationRow,
  findConversation,
  listConversations,
  listMessages,
  sendStatements,
  setConversationStatus,
} from "../../../shared/db/queries/conversations.ts";
import { Problem } from "../../../shared/errors.ts";
import { newId } from "../../../shared/ids.ts";
import { channelSchema } from "../../../shared/model/channel.ts";
import { submitJobs } from "../../../shared/outbox/submit.ts";
import { replyAddresses } from "../../../shared/policy/reply-address.ts";
import { replyUntil } from "../../../shared/policy/reply-window.ts";
import { finder } from "../found.ts";
import { presentAccepted } from "../jobs/schema.ts";
import { acceptMessage } from "../messages/accept.ts";
import { createMessageSchema } from "../messages/schema.ts";
import { requires } from "../middleware/access.ts";
import { pageById } from "../pages.ts";
import { resource } from "../resource.ts";
import { idParams, idSchema, jsonAnswer, pageOf, pageQuery, timeSchema } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const tags = ["Messages and jobs out"];
const params = idParams("conversation");
const conversations = resource({
  path: "/v1/conversations",
  params,
  tags,
  read: "conversations:read",
  write: "conversations:write",
});
const find = finder("conversation", findConversation);

const conversationSchema = z
  .object({
    id: idSchema("conversation"),
    channel: channelSchema,
    provider: z.string(),
    ownAddress: z.string(),
    contactAddress: z.string(),
    status: z.enum(["open", "closed"]),
    lastReceivedAt: timeSchema,
    lastMessageAt: timeSchema,
    replyUntil: timeSchema
      .nullable()
      .openapi({ description: "Until when the channel takes an answer; null: for ever." }),
    createdAt: timeSchema,
  })
  .openapi("Conversation");

const messageSchema = z
  .object({
    id: idSchema("message"),
    direction: z.enum(["received", "sent"]),
    keyword: z.enum(["opt_out", "opt_in", "help"]).nullable(),
    subject: z.string().nullable(),
    text: z.string().nullable(),
    textStatus: z.enum(["pending", "unavailable"]).nullable().openapi({
      description:
        "Of a message that the provider told of without its words: they are being asked for, or cannot be had. null: `text` is all there is.",
    }),
    mediaUrls: z.array(z.string()),
    externalId: z.string().nullable(),
    inReplyTo: z.string().nullable(),
    eventId: idSchema("event").nullable(),
    jobId: idSchema("job").nullable().openapi({
      description: "Says what became of a message sent, or of the request for a received one's words.",
    }),
    at: timeSchema,
  })
  .openapi("ConversationMessage");

const { text, html, subject, mediaUrls, attachments } = createMessageSchema.shape;
const replySchema = z
  .strictObject({
    text,
    html,
    subject,
    mediaUrls,
    attachments,
    connectionId: idSchema("connection").optional(),
  })
  .openapi({ example: { subject: "Re: Hello", text: "Yes, how can we help?" } });

const list = conversations.list({
  operationId: "listConversations",
  summary: "Conversations, the newest first.",
  query: {
    ...pageQuery,
    channel: channelSchema.optional(),
    status: z.enum(["open", "closed"]).optional(),
  },
  page: pageOf(conversationSchema),
});

const get = conversations.get({
  operationId: "getConversation",
  summary: "Get a conversation, with the time until which the channel takes an answer.",
  responses: { 200: jsonAnswer(conversationSchema, "The conversation") },
});

const patch = conversations.patch({
  operationId: "updateConversation",
  summary: "Close a conversation, or open it again; a new message opens it by itself.",
  body: z.strictObject({ status: z.enum(["open", "closed"]) }),
  responses: { 200: jsonAnswer(conversationSchema, "Changed") },
});

const messages = createRoute({
  method: "get",
  path: "/v1/conversations/{id}/messages",
  operationId: "listConversationMessages",
  tags,
  summary: "What was said, the newest first.",
  ...requires("conversations:read"),
  request: { params, query: z.strictObject(pageQuery) },
  responses: { 200: jsonAnswer(pageOf(messageSchema), "A page") },
});

const reply = conversations.actWith("messages", {
  operationId: "replyToConversation",
  summary: "Answer, through the same gates as any message; refused once the channel's window is over.",
  body: replySchema,
  responses: { 202: jsonAnswer(messageSchema, "On its way") },
});

export function conversationRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(list, async (c) => {
    const page = await pageById(c, {
      list: "conversations",
      read: (db, organizationId, page, filter) => listConversations(db, organizationId, filter, page),
      item: present,
    });
    return c.json(page, 200);
  });

  app.openapi(get, async (c) => c.json(present(await find(c)), 200));

  app.openapi(patch, async (c) => {
    await setConversationStatus(c.env.context.db, await find(c), c.req.valid("json").status);
    return c.json(present(await find(c)), 200);
  });

  app.openapi(messages, async (c) => {
    const page = await pageById(c, {
      list: "conversation-messages",
      read: async (db, _, page) => await listMessages(db, await find(c), page),
      item: presentMessage,
    });
    return c.json(page, 200);
  });

  app.openapi(reply, async (c) => {
    const { context } = c.env;
    const row = await find(c);
    const input = c.req.valid("json");
    const now = context.clock();
    const until = replyUntil(row.channel, row.lastReceivedAt);
    if (until !== null && now > until) {
      throw new Problem(
        "reply_window_closed",
        `The channel takes answers until 24 h after the contact last wrote, which was ${toRfc3339(row.lastReceivedAt)}. Send a template that the channel approved instead.`,
      );
    }
    const job = await acceptMessage(
      row.organizationId,
      {
        ...input,
        ...replyAddresses(row),
        channel: row.channel,
        category: "transactional",
        priority: "normal",
      },
      context,
    );
    const message: ConversationMessageRow = {
      organizationId: row.organizationId,
      conversationId: row.id,
      id: newId("message", now),
      direction: "sent",
      externalId: null,
      keyword: null,
      subject: input.subject ?? null,
      text: input.text ?? null,
      textStatus: null,
      mediaUrls: input.mediaUrls ?? [],
      inReplyTo: null,
      eventId: null,
      jobId: presentAccepted(job).id,
      at: now,
    };
    const answer = presentMessage(message);
    await submitJobs(
      context,
      [job],
      [...sendStatements(context.db, message), ...c.var.recordAnswer(202, answer)],
    );
    return c.json(answer, 202);
  });
}

function present({ organizationId: _, ...row }: ConversationRow) {
  const until = replyUntil(row.channel, row.lastReceivedAt);
  return {
    ...row,
    lastReceivedAt: toRfc3339(row.lastReceivedAt),
    lastMessageAt: toRfc3339(row.lastMessageAt),
    replyUntil: toRfc3339OrNull(until),
    createdAt: toRfc3339(row.createdAt),
  };
}

function presentMessage({ organizationId: _, conversationId: __, ...row }: ConversationMessageRow) {
  return { ...row, mediaUrls: [...row.mediaUrls], at: toRfc3339(row.at) };
}
