import type { ActionVectors, ExpectedRequest, OptOutVector, ResultVector } from "../vectors.ts";

export const API_KEY = "fd_key_test0test0test";

const WHO = "jane+1@example.com";
const PATH = "/subscribers/jane%2B1%40example.com";

function sent(method: string, path: string, json?: unknown): ExpectedRequest {
  return {
    method,
    url: `https://api.flodesk.com/v1${path}`,
    headers: {
      authorization: `Basic ${btoa(`${API_KEY}:`)}`,
      "content-type": json === undefined ? null : "application/json",
    },
    ...(json === undefined ? {} : { body: { json } }),
  };
}

const kept: ResultVector = {
  title: "the subscriber as they are now",
  status: 200,
  body: { id: "sub_001", status: "active", email: WHO, segments: [{ id: "seg_001", name: "VIP" }] },
  result: { externalId: "sub_001", result: { id: "sub_001", status: "active", segments: ["seg_001"] } },
};
const page: ResultVector = {
  title: "a page",
  status: 200,
  body: {
    meta: { page: 1, total_pages: 1, per_page: 20, total_items: 1 },
    data: [{ id: "x_1", name: "VIP" }],
  },
  result: { externalId: null, result: { items: [{ id: "x_1", name: "VIP" }], total: 1 } },
};
const done = (field: string): ResultVector => ({
  title: field,
  status: 204,
  body: null,
  result: { externalId: null, result: { [field]: true } },
});
const nobody = { title: "nobody", input: { subscriber: "a/b" }, path: "subscriber" };

export const actions: Readonly<Record<string, ActionVectors>> = {
  "subscriber.upsert": {
    requests: [
      {
        title: "has who consented, when and from where",
        input: {
          email: WHO,
          firstName: "Zoë",
          lastName: "Doe",
          customFields: { city: "Köln" },
          segmentIds: ["seg_001"],
          doubleOptIn: true,
          optInIp: "192.0.2.1",
          optInAt: "2026-01-01T00:00:00Z",
        },
        request: sent("POST", "/subscribers", {
          email: WHO,
          first_name: "Zoë",
          last_name: "Doe",
          custom_fields: { city: "Köln" },
          segment_ids: ["seg_001"],
          double_optin: true,
          optin_ip: "192.0.2.1",
          optin_timestamp: "2026-01-01T00:00:00Z",
        }),
      },
    ],
    invalid: [
      { title: "no address", input: { firstName: "Zoë" }, path: "email" },
      {
        title: "a custom field that is no text",
        input: { email: WHO, customFields: { seats: 2 } },
        path: "customFields.seats",
      },
    ],
    results: [kept],
  },
  "subscriber.find": {
    requests: [
      { title: "writes an address into the path", input: { subscriber: WHO }, request: sent("GET", PATH) },
    ],
    invalid: [nobody],
    results: [kept],
  },
  "subscriber.unsubscribe": {
    requests: [
      {
        title: "asks without a body",
        input: { subscriber: "sub_001" },
        request: sent("POST", "/subscribers/sub_001/unsubscribe"),
      },
    ],
    done: [{ status: 404, body: { code: "not_found", message: "Subscriber not found" } }],
    invalid: [nobody],
    results: [kept],
  },
  "subscriber.add_to_segments": {
    requests: [
      {
        title: "names the segments",
        input: { subscriber: WHO, segmentIds: ["seg_001"] },
        request: sent("POST", `${PATH}/segments`, { segment_ids: ["seg_001"] }),
      },
    ],
    invalid: [{ title: "no segment", input: { subscriber: WHO, segmentIds: [] }, path: "segmentIds" }],
    results: [kept],
  },
  "subscriber.remove_from_segments": {
    requests: [
      {
        title: "names the segments in the body of a DELETE",
        input: { subscriber: WHO, segmentIds: ["seg_001"] },
        request: sent("DELETE", `${PATH}/segments`, { segment_ids: ["seg_001"] }),
      },
    ],
    invalid: [{ title: "no segment", input: { subscriber: WHO }, path: "segmentIds" }],
    results: [kept],
  },
  "segments.list": {
    requests: [
      {
        title: "asks for a page",
        input: { page: 2, limit: 100 },
        request: sent("GET", "/segments?page=2&per_page=100"),
      },
    ],
    invalid: [{ title: "101 at once", input: { limit: 101 }, path: "limit" }],
    results: [page],
  },
  "segment.create": {
    requests: [
      {
        title: "has name and colour",
        input: { name: "VIP", color: "#fff" },
        request: sent("POST", "/segments", { name: "VIP", color: "#fff" }),
      },
    ],
    invalid: [{ title: "no colour", input: { name: "VIP" }, path: "color" }],
    results: [
      {
        title: "made",
        status: 201,
        body: { id: "seg_001", name: "VIP" },
        result: { externalId: "seg_001", result: { id: "seg_001" } },
      },
    ],
  },
  "workflows.list": {
    requests: [
      {
        title: "asks for a page, whose length has another name here",
        input: { limit: 100, statuses: ["active", "paused"] },
        request: sent("GET", "/workflows?page=1&perPage=100&statuses=active,paused"),
      },
    ],
    invalid: [{ title: "a status that is none", input: { statuses: ["on"] }, path: "statuses.0" }],
    results: [page],
  },
  "workflow.enrol": {
    requests: [
      {
        title: "names who by address",
        input: { workflowId: "wf_001", subscriber: WHO },
        request: sent("POST", "/workflows/wf_001/subscribers", { email: WHO }),
      },
      {
        title: "names who by id",
        input: { workflowId: "wf_001", subscriber: "sub_001" },
        request: sent("POST", "/workflows/wf_001/subscribers", { id: "sub_001" }),
      },
    ],
    invalid: [
      {
        title: "a workflow that leads elsewhere",
        input: { workflowId: "../webhooks", subscriber: WHO },
        path: "workflowId",
      },
    ],
    results: [done("enrolled")],
  },
  "workflow.remove": {
    requests: [
      {
        title: "names both in the path",
        input: { workflowId: "wf_001", subscriber: WHO },
        request: sent("DELETE", "/workflows/wf_001/subscribers/jane%2B1%40example.com"),
      },
    ],
    invalid: [nobody],
    results: [done("removed")],
  },
  "custom_fields.list": {
    requests: [{ title: "asks for all", input: {}, request: sent("GET", "/custom-fields/all") }],
    invalid: [{ title: "a page", input: { page: 2 }, path: "page" }],
    results: [
      {
        title: "a bare list",
        status: 200,
        body: [{ key: "city", label: "City" }],
        result: { externalId: null, result: { fields: [{ key: "city", label: "City" }] } },
      },
    ],
  },
  "custom_field.create": {
    requests: [
      {
        title: "has the label",
        input: { label: "City" },
        request: sent("POST", "/custom-fields", { label: "City" }),
      },
    ],
    invalid: [{ title: "no label", input: { label: "" }, path: "label" }],
    results: [
      {
        title: "made, with its key",
        status: 201,
        body: { key: "city", label: "City" },
        result: { externalId: null, result: { key: "city" } },
      },
    ],
  },
};

export const optOuts: readonly OptOutVector[] = [
  {
    channel: "email",
    scope: "marketing",
    address: WHO,
    tell: { action: "subscriber.unsubscribe", input: { subscriber: WHO } },
    takeBack: null,
  },
];
