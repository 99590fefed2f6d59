import type { ActionVectors, ResultVector } from "../vectors.ts";
import { CAMPAIGN, sent } from "./sample-vectors.ts";

const path = `/campaigns/${CAMPAIGN}`;
const campaign = { campaignId: CAMPAIGN };
const elsewhere = {
  title: "an id that leads elsewhere",
  input: { campaignId: "../lists" },
  path: "campaignId",
};

const done = (field: string, status = 204): ResultVector => ({
  title: field,
  status,
  body: status === 204 ? null : {},
  result: { externalId: null, result: { [field]: true } },
});

const base = { listId: "a6b5da1054", subject: "Größe", fromName: "Acme", replyTo: "hello@example.com" };

export const campaignActions: Readonly<Record<string, ActionVectors>> = {
  "lists.list": {
    requests: [
      {
        title: "asks for a page",
        input: { limit: 10, offset: 20 },
        request: sent(
          "GET",
          "/lists?count=10&offset=20&fields=lists.id,lists.name,lists.stats.member_count,total_items",
        ),
      },
    ],
    invalid: [{ title: "1,001 at once", input: { limit: 1_001 }, path: "limit" }],
    results: [
      {
        title: "audiences",
        status: 200,
        body: { lists: [{ id: "a6b5da1054", name: "Acme", stats: { member_count: 3 } }], total_items: 1 },
        result: {
          externalId: null,
          result: { lists: [{ id: "a6b5da1054", name: "Acme", members: 3 }], total: 1 },
        },
      },
    ],
  },
  "campaign.create": {
    requests: [
      {
        title: "goes to a segment",
        input: { ...base, segmentId: 7, title: "July", previewText: "Hi" },
        request: sent("POST", "/campaigns", {
          type: "regular",
          recipients: { list_id: "a6b5da1054", segment_opts: { saved_segment_id: 7 } },
          settings: {
            subject_line: "Größe",
            preview_text: "Hi",
            title: "July",
            from_name: "Acme",
            reply_to: "hello@example.com",
          },
        }),
      },
    ],
    invalid: [
      { title: "no subject", input: { ...base, subject: "" }, path: "subject" },
      { title: "nobody to answer", input: { ...base, replyTo: "Acme" }, path: "replyTo" },
    ],
    results: [
      {
        title: "made",
        status: 200,
        body: { id: CAMPAIGN, status: "save" },
        result: { externalId: CAMPAIGN, result: { id: CAMPAIGN, status: "save" } },
      },
    ],
  },
  "campaign.set_content": {
    requests: [
      {
        title: "sets HTML with its plain text",
        input: { ...campaign, html: "<p>Hi</p>", plainText: "Hi" },
        request: sent("PUT", `${path}/content`, { html: "<p>Hi</p>", plain_text: "Hi" }),
      },
      {
        title: "fills a template",
        input: { ...campaign, template: { id: 3, sections: { body: "Hi" } } },
        request: sent("PUT", `${path}/content`, { template: { id: 3, sections: { body: "Hi" } } }),
      },
    ],
    invalid: [
      { title: "nothing to say", input: campaign, path: "html" },
      {
        title: "HTML and a template",
        input: { ...campaign, html: "<p>", template: { id: 3 } },
        path: "template",
      },
    ],
    results: [done("set", 200)],
  },
  "campaign.check": {
    requests: [{ title: "asks", input: campaign, request: sent("GET", `${path}/send-checklist`) }],
    invalid: [elsewhere],
    results: [
      {
        title: "what is missing",
        status: 200,
        body: {
          is_ready: false,
          items: [
            { type: "success", heading: "List", details: "3 recipients" },
            { type: "error", heading: "Content", details: "The campaign is empty." },
          ],
        },
        result: { externalId: null, result: { isReady: false, faults: ["The campaign is empty."] } },
      },
    ],
  },
  "campaign.send": {
    requests: [
      { title: "asks without a body", input: campaign, request: sent("POST", `${path}/actions/send`) },
    ],
    invalid: [elsewhere],
    results: [done("sent")],
  },
  "campaign.schedule": {
    requests: [
      {
        title: "says the time in UTC",
        input: { ...campaign, at: "2026-07-01T09:45:00+02:00" },
        request: sent("POST", `${path}/actions/schedule`, { schedule_time: "2026-07-01T07:45:00.000Z" }),
      },
    ],
    invalid: [
      { title: "ten past", input: { ...campaign, at: "2026-07-01T09:10:00Z" }, path: "at" },
      { title: "a time without a zone", input: { ...campaign, at: "2026-07-01T09:15:00" }, path: "at" },
    ],
    results: [done("scheduled")],
  },
  "campaign.unschedule": {
    requests: [
      { title: "asks without a body", input: campaign, request: sent("POST", `${path}/actions/unschedule`) },
    ],
    invalid: [elsewhere],
    results: [done("unscheduled")],
  },
  "campaign.cancel": {
    requests: [
      { title: "asks without a body", input: campaign, request: sent("POST", `${path}/actions/cancel-send`) },
    ],
    invalid: [elsewhere],
    results: [done("canceled")],
  },
  "campaign.send_test": {
    requests: [
      {
        title: "names who gets it",
        input: { ...campaign, to: ["jane@example.com"] },
        request: sent("POST", `${path}/actions/test`, {
          test_emails: ["jane@example.com"],
          send_type: "html",
        }),
      },
    ],
    invalid: [{ title: "nobody", input: { ...campaign, to: [] }, path: "to" }],
    results: [done("sent")],
  },
};
