import { z } from "zod";
import { at, idOf, integerOf, itemsAt, nameOf } from "../../../model/read.ts";
import { defineAction } from "../../action.ts";
import { id, listId, once, repeatable, request } from "../client.ts";

const DOCS = "https://mailchimp.com/developer/marketing/api";

const campaign = { campaignId: id };

export const listLists = defineAction({
  description: "Lists the account's audiences with how many members each has.",
  docs: `${DOCS}/lists/get-lists-info/`,
  input: z.strictObject({
    limit: z.int().min(1).max(1_000).default(100),
    offset: z.int().min(0).max(100_000).default(0),
  }),
  example: { limit: 10 },
  ...repeatable,
  send: ({ limit, offset }, call) => {
    const fields = "lists.id,lists.name,lists.stats.member_count,total_items";
    return request(call, { method: "GET", path: `/lists?count=${limit}&offset=${offset}&fields=${fields}` });
  },
  result: ({ body }) => ({
    externalId: null,
    result: {
      lists: itemsAt(body, "lists").map((list) => ({
        id: idOf(at(list, "id")),
        name: nameOf(at(list, "name")),
        members: integerOf(at(list, "stats", "member_count")),
      })),
      total: integerOf(at(body, "total_items")),
    },
  }),
});

export const createCampaign = defineAction({
  description: "Makes a campaign to an audience, or a segment of it; its content is set apart.",
  docs: `${DOCS}/campaigns/add-campaign/`,
  input: z.strictObject({
    type: z.enum(["regular", "plaintext"]).default("regular"),
    listId,
    segmentId: z.int().positive().optional().describe("A saved segment of the audience, or a tag."),
    subject: z.string().min(1).max(150),
    previewText: z.string().min(1).max(150).optional(),
    title: z.string().min(1).max(100).optional().describe("What it is called at Mailchimp."),
    fromName: z.string().min(1).max(100),
    replyTo: z.email().max(254),
  }),
  example: {
    listId: "a6b5da1054",
    subject: "What is new in July",
    fromName: "Acme",
    replyTo: "hello@example.com",
  },
  ...once,
  send: (given, call) =>
    request(call, {
      method: "POST",
      path: "/campaigns",
      body: {
        type: given.type,
        recipients: {
          list_id: given.listId,
          segment_opts: given.segmentId === undefined ? undefined : { saved_segment_id: given.segmentId },
        },
        settings: {
          subject_line: given.subject,
          preview_text: given.previewText,
          title: given.title,
          from_name: given.fromName,
          reply_to: given.replyTo,
        },
      },
    }),
  result: ({ body }) => {
    const made = idOf(at(body, "id"));
    return { externalId: made, result: { id: made, status: nameOf(at(body, "status")) } };
  },
});

export const setCampaignContent = defineAction({
  description: "Sets what a campaign says: HTML, plain text, or a template of the account's.",
  docs: `${DOCS}/campaign-content/set-campaign-content/`,
  input: z
    .strictObject({
      ...campaign,
      html: z.string().min(1).optional(),
      plainText: z.string().min(1).optional(),
      template: z
        .strictObject({ id: z.int().positive(), sections: z.record(z.string(), z.string()).optional() })
        .optional(),
    })
    .refine(({ html, plainText, template }) => (html ?? plainText ?? template) !== undefined, {
      error: "is needed, or `plainText` or `template`",
      path: ["html"],
    })
    .refine(({ html, template }) => html === undefined || template === undefined, {
      error: "cannot be beside `html`",
      path: ["template"],
    }),
  example: { campaignId: "42694e9e57", html: "<p>Hello *|FNAME|*</p>" },
  ...repeatable,
  send: ({ campaignId, html, plainText, template }, call) =>
    request(call, {
      method: "PUT",
      path: `/campaigns/${campaignId}/content`,
      body: { html, plain_text: plainText, template },
    }),
  result: () => ({ externalId: null, result: { set: true } }),
});

export const checkCampaign = defineAction({
  description: "Says whether a campaign is ready to be sent, and what is missing.",
  docs: `${DOCS}/campaign-send-checklist/get-campaign-send-checklist/`,
  input: z.strictObject(campaign),
  example: { campaignId: "42694e9e57" },
  ...repeatable,
  send: ({ campaignId }, call) =>
    request(call, { method: "GET", path: `/campaigns/${campaignId}/send-checklist` }),
  result: ({ body }) => ({
    externalId: null,
    result: {
      isReady: at(body, "is_ready") === true,
      faults: itemsAt(body, "items")
        .filter((item) => at(item, "type") === "error")
        .map((item) => nameOf(at(item, "details")) ?? nameOf(at(item, "heading"))),
    },
  }),
});

/** A campaign is sent once, and refused the second time. */
export const sendCampaign = defineAction({
  description: "Sends a campaign to all its recipients now.",
  docs: `${DOCS}/campaigns/send-campaign/`,
  input: z.strictObject(campaign),
  example: { campaignId: "42694e9e57" },
  ...once,
  send: ({ campaignId }, call) =>
    request(call, { method: "POST", path: `/campaigns/${campaignId}/actions/send` }),
  result: () => ({ externalId: null, result: { sent: true } }),
});

export const scheduleCampaign = defineAction({
  description: "Has Mailchimp send a campaign at a quarter of an hour to come.",
  docs: `${DOCS}/campaigns/schedule-campaign/`,
  input: z.strictObject({
    ...campaign,
    at: z.iso
      .datetime({ offset: true })
      .refine(
        (time) => Date.parse(time) % 900_000 === 0,
        "must be on a quarter of an hour: :00, :15, :30 or :45",
      ),
  }),
  example: { campaignId: "42694e9e57", at: "2027-01-04T08:15:00Z" },
  ...once,
  send: ({ campaignId, at: time }, call) =>
    request(call, {
      method: "POST",
      path: `/campaigns/${campaignId}/actions/schedule`,
      body: { schedule_time: new Date(time).toISOString() },
    }),
  result: () => ({ externalId: null, result: { scheduled: true } }),
});

export const unscheduleCampaign = defineAction({
  description: "Takes back a scheduled campaign, which becomes a draft again.",
  docs: `${DOCS}/campaigns/unschedule-campaign/`,
  input: z.strictObject(campaign),
  example: { campaignId: "42694e9e57" },
  ...once,
  send: ({ campaignId }, call) =>
    request(call, { method: "POST", path: `/campaigns/${campaignId}/actions/unschedule` }),
  result: () => ({ externalId: null, result: { unscheduled: true } }),
});

export const cancelCampaign = defineAction({
  description:
    "Stops a campaign that is being sent for those who have not got it yet, where the plan has that.",
  docs: `${DOCS}/campaigns/cancel-campaign/`,
  input: z.strictObject(campaign),
  example: { campaignId: "42694e9e57" },
  ...once,
  send: ({ campaignId }, call) =>
    request(call, { method: "POST", path: `/campaigns/${campaignId}/actions/cancel-send` }),
  result: () => ({ externalId: null, result: { canceled: true } }),
});

export const testCampaign = defineAction({
  description: "Sends a campaign to a few addresses, as a test.",
  docs: `${DOCS}/campaigns/send-test-email/`,
  input: z.strictObject({
    ...campaign,
    to: z.array(z.email().max(254)).min(1).max(20),
    type: z.enum(["html", "plaintext"]).default("html"),
  }),
  example: { campaignId: "42694e9e57", to: ["jane@example.com"] },
  ...once,
  send: ({ campaignId, to, type }, call) =>
    request(call, {
      method: "POST",
      path: `/campaigns/${campaignId}/actions/test`,
      body: { test_emails: to, send_type: type },
    }),
  result: () => ({ externalId: null, result: { sent: true } }),
});
