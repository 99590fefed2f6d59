import type { ActionVectors } from "../vectors.ts";
import { batches } from "./batch-vectors.ts";
import { done, sent } from "./sample-vectors.ts";

const elsewhere = (path: string, more: Readonly<Record<string, unknown>>) => ({
  title: "an id that leads elsewhere",
  input: { ...more, [path]: "../profiles" },
  path,
});
const made = (type: string) => ({
  title: "made",
  status: 201,
  body: { data: { type, id: "Y6nRLr" } },
  result: { externalId: "Y6nRLr", result: { id: "Y6nRLr" } },
});
const definition = {
  channel: "email",
  label: "July",
  content: { subject: "Größe", from_email: "hello@example.com", from_label: "Acme" },
};
const draft = {
  name: "July",
  include: ["Y6nRLr"],
  subject: "Größe",
  fromEmail: "hello@example.com",
  fromName: "Acme",
};
const campaignOf = (strategy: unknown, audiences: unknown) => ({
  type: "campaign",
  attributes: {
    name: "July",
    audiences,
    send_strategy: strategy,
    "campaign-messages": { data: [{ type: "campaign-message", attributes: { definition } }] },
  },
});

export const listActions: Readonly<Record<string, ActionVectors>> = {
  "lists.list": {
    requests: [
      { title: "begins", input: {}, request: sent("GET", "lists") },
      {
        title: "goes on where the page before ended",
        input: { cursor: "bmV4dDo6aWQ6OjQ=" },
        request: sent("GET", "lists?page%5Bcursor%5D=bmV4dDo6aWQ6OjQ%3D"),
      },
    ],
    invalid: [
      { title: "a cursor that is more than one parameter", input: { cursor: "a&filter=b" }, path: "cursor" },
    ],
    results: [
      {
        title: "a page with another after it",
        status: 200,
        body: {
          data: [
            { type: "list", id: "Y6nRLr", attributes: { name: "News", opt_in_process: "double_opt_in" } },
          ],
          links: { next: "https://a.klaviyo.com/api/lists?page%5Bcursor%5D=bmV4dDo6aWQ6OjQ%3D" },
        },
        result: {
          externalId: null,
          result: {
            lists: [{ id: "Y6nRLr", name: "News", optIn: "double_opt_in" }],
            next: "bmV4dDo6aWQ6OjQ=",
          },
        },
      },
      {
        title: "the last page",
        status: 200,
        body: { data: [], links: { next: null } },
        result: { externalId: null, result: { lists: [], next: null } },
      },
    ],
  },
  "list.create": {
    requests: [
      {
        title: "says how people get on it",
        input: { name: "News", optIn: "single_opt_in" },
        request: sent("POST", "lists", {
          type: "list",
          attributes: { name: "News", opt_in_process: "single_opt_in" },
        }),
      },
    ],
    invalid: [{ title: "no name", input: { name: "" }, path: "name" }],
    results: [made("list")],
  },
  "list.add_profiles": {
    batches: batches.add,
    requests: [
      {
        title: "names the profiles",
        input: { listId: "Y6nRLr", profileIds: ["01H"] },
        request: sent("POST", "lists/Y6nRLr/relationships/profiles", [{ type: "profile", id: "01H" }]),
      },
    ],
    invalid: [elsewhere("listId", { profileIds: ["01H"] })],
    results: [done("added", 204)],
  },
  "list.remove_profiles": {
    batches: batches.remove,
    requests: [
      {
        title: "names the profiles in the body of a DELETE",
        input: { listId: "Y6nRLr", profileIds: ["01H"] },
        request: sent("DELETE", "lists/Y6nRLr/relationships/profiles", [{ type: "profile", id: "01H" }]),
      },
    ],
    invalid: [{ title: "nobody", input: { listId: "Y6nRLr", profileIds: [] }, path: "profileIds" }],
    results: [done("removed", 204)],
  },
  "list.tag": {
    requests: [
      {
        title: "names the lists",
        input: { tagId: "t-1", listIds: ["Y6nRLr"] },
        request: sent("POST", "tags/t-1/relationships/lists", [{ type: "list", id: "Y6nRLr" }]),
      },
    ],
    invalid: [elsewhere("tagId", { listIds: ["Y6nRLr"] })],
    results: [done("tagged", 204)],
  },
  "tag.create": {
    requests: [
      {
        title: "names it",
        input: { name: "July" },
        request: sent("POST", "tags", { type: "tag", attributes: { name: "July" } }),
      },
    ],
    invalid: [{ title: "no name", input: {}, path: "name" }],
    results: [made("tag")],
  },
  "campaign.create": {
    requests: [
      {
        title: "goes at once, when it is sent",
        input: draft,
        request: sent("POST", "campaigns", campaignOf({ method: "immediate" }, { included: ["Y6nRLr"] })),
      },
      {
        title: "goes at a time, not to everybody",
        input: { ...draft, exclude: ["Z"], sendAt: "2027-01-04T08:00:00Z" },
        request: sent(
          "POST",
          "campaigns",
          campaignOf(
            { method: "static", datetime: "2027-01-04T08:00:00Z" },
            { included: ["Y6nRLr"], excluded: ["Z"] },
          ),
        ),
      },
    ],
    invalid: [
      { title: "to nobody", input: { ...draft, include: [] }, path: "include" },
      { title: "no subject", input: { ...draft, subject: "" }, path: "subject" },
    ],
    results: [
      {
        title: "made, with its message",
        status: 201,
        body: {
          data: {
            type: "campaign",
            id: "01C",
            attributes: { status: "Draft" },
            relationships: { "campaign-messages": { data: [{ type: "campaign-message", id: "01M" }] } },
          },
        },
        result: { externalId: "01C", result: { id: "01C", messageId: "01M", status: "Draft" } },
      },
    ],
  },
  "campaign.assign_template": {
    requests: [
      {
        title: "names message and template",
        input: { messageId: "01M", templateId: "RdbN2P" },
        request: sent("POST", "campaign-message-assign-template", {
          type: "campaign-message",
          id: "01M",
          relationships: { template: { data: { type: "template", id: "RdbN2P" } } },
        }),
      },
    ],
    invalid: [{ title: "no template", input: { messageId: "01M" }, path: "templateId" }],
    results: [
      {
        title: "a copy of the template",
        status: 200,
        body: {
          data: { id: "01M", relationships: { template: { data: { type: "template", id: "Copy1" } } } },
        },
        result: { externalId: null, result: { templateId: "Copy1" } },
      },
    ],
  },
  "campaign.send": {
    requests: [
      {
        title: "names the campaign",
        input: { campaignId: "01C" },
        request: sent("POST", "campaign-send-jobs", { type: "campaign-send-job", id: "01C" }),
      },
    ],
    invalid: [elsewhere("campaignId", {})],
    results: [
      {
        title: "queued",
        status: 202,
        body: { data: { type: "campaign-send-job", id: "01C", attributes: { status: "queued" } } },
        result: { externalId: "01C", result: { status: "queued" } },
      },
    ],
  },
  "campaign.cancel": {
    requests: [
      {
        title: "takes it back to a draft",
        input: { campaignId: "01C", action: "revert" },
        request: sent("PATCH", "campaign-send-jobs/01C", {
          type: "campaign-send-job",
          id: "01C",
          attributes: { action: "revert" },
        }),
      },
    ],
    invalid: [elsewhere("campaignId", {})],
    results: [done("stopped", 204)],
  },
};
