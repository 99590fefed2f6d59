import { z } from "zod";
import { at, idOf, integerOf, itemsAt, nameOf } from "../../../model/read.ts";
import { defineAction, type ProviderAnswer } from "../../action.ts";
import { id, once, repeatable, request, subscriber } from "../client.ts";

const DOCS = "https://developers.flodesk.com";

const paging = {
  page: z.int().min(1).max(100_000).default(1),
  limit: z.int().min(1).max(100).default(20),
};

/** Of a list in an envelope; segments and workflows are shown alike. */
function readPage({ body }: ProviderAnswer) {
  return {
    externalId: null,
    result: {
      items: itemsAt(body, "data").map((item) => ({
        id: idOf(at(item, "id")),
        name: nameOf(at(item, "name")),
      })),
      total: integerOf(at(body, "meta", "total_items")),
    },
  };
}

function readMade({ body }: ProviderAnswer) {
  const made = idOf(at(body, "id"));
  return { externalId: made, result: { id: made } };
}

export const listSegments = defineAction({
  description: "Lists the account's segments, page by page.",
  docs: `${DOCS}/#tag/segment`,
  input: z.strictObject(paging),
  example: { limit: 100 },
  ...repeatable,
  send: ({ page, limit }, call) =>
    request(call, { method: "GET", path: `/segments?page=${page}&per_page=${limit}` }),
  result: readPage,
});

export const createSegment = defineAction({
  description: "Makes a segment, in one of the colours that Flodesk offers.",
  docs: `${DOCS}/#tag/segment`,
  input: z.strictObject({
    name: z.string().min(1).max(255),
    color: z.string().min(1).max(32).describe("One that GET /v1/segments/colors answers."),
  }),
  example: { name: "Customers", color: "#A5E9C5" },
  ...once,
  send: (segment, call) => request(call, { method: "POST", path: "/segments", body: segment }),
  result: readMade,
});

export const listWorkflows = defineAction({
  description: "Lists the account's workflows, page by page.",
  docs: `${DOCS}/#tag/workflow`,
  input: z.strictObject({
    ...paging,
    statuses: z
      .array(z.enum(["active", "paused", "draft"]))
      .min(1)
      .optional(),
  }),
  example: { limit: 100, statuses: ["active"] },
  ...repeatable,
  send: ({ page, limit, statuses }, call) => {
    const chosen = statuses === undefined ? "" : `&statuses=${statuses.join(",")}`;
    return request(call, { method: "GET", path: `/workflows?page=${page}&perPage=${limit}${chosen}` });
  },
  result: readPage,
});

/** Twice is twice: who enters again is sent everything again. */
export const enrolInWorkflow = defineAction({
  description: "Puts a subscriber into a workflow, which sends them its emails.",
  docs: `${DOCS}/#tag/workflow`,
  input: z.strictObject({ workflowId: id, subscriber }),
  example: { workflowId: "wf_001", subscriber: "jane@example.com" },
  ...once,
  send: ({ workflowId, subscriber: who }, call) =>
    request(call, {
      method: "POST",
      path: `/workflows/${workflowId}/subscribers`,
      body: who.includes("@") ? { email: who } : { id: who },
    }),
  result: () => ({ externalId: null, result: { enrolled: true } }),
});

export const removeFromWorkflow = defineAction({
  description: "Takes a subscriber out of a workflow.",
  docs: `${DOCS}/#tag/workflow`,
  input: z.strictObject({ workflowId: id, subscriber }),
  example: { workflowId: "wf_001", subscriber: "jane@example.com" },
  ...repeatable,
  send: ({ workflowId, subscriber: who }, call) =>
    request(call, {
      method: "DELETE",
      path: `/workflows/${workflowId}/subscribers/${encodeURIComponent(who)}`,
    }),
  result: () => ({ externalId: null, result: { removed: true } }),
});

export const listCustomFields = defineAction({
  description: "Lists the custom fields of subscribers with their keys.",
  docs: `${DOCS}/#tag/custom-field`,
  input: z.strictObject({}),
  example: {},
  ...repeatable,
  send: (_, call) => request(call, { method: "GET", path: "/custom-fields/all" }),
  result: ({ body }) => ({
    externalId: null,
    result: {
      fields: itemsAt(body).map((field) => ({
        key: nameOf(at(field, "key")),
        label: nameOf(at(field, "label")),
      })),
    },
  }),
});

export const createCustomField = defineAction({
  description: "Makes a custom field; Flodesk derives its key from the label.",
  docs: `${DOCS}/#tag/custom-field`,
  input: z.strictObject({ label: z.string().min(1).max(255) }),
  example: { label: "City" },
  ...once,
  send: (field, call) => request(call, { method: "POST", path: "/custom-fields", body: field }),
  result: ({ body }) => ({ externalId: null, result: { key: nameOf(at(body, "key")) } }),
});
