import { at, nameOf } from "../../model/read.ts";
import { sendJson, type Trial } from "../trial.ts";
import { requestHeaders, requestUrl } from "./auth.ts";

export const trial: Trial = {
  what: "an empty bucket",
  docs: "https://supabase.com/docs/reference/api/storage-create-bucket",
  create: (call) =>
    sendJson(call, {
      url: requestUrl(call, "/storage/v1/bucket"),
      headers: requestHeaders(call),
      body: { name: call.reference, public: false },
    }),
  created: ({ body }) => nameOf(at(body, "name")),
  remove: (id, call) =>
    call.fetch(requestUrl(call, `/storage/v1/bucket/${encodeURIComponent(id)}`), {
      method: "DELETE",
      headers: requestHeaders(call),
    }),
  samples: {
    create: {
      request: {
        method: "POST",
        url: "https://abcdefghijklmnopqrst.supabase.co/storage/v1/bucket",
        headers: {},
        body: { json: { name: "job_01jz8w3f6he5v8t2q4c0n7x9ka", public: false } },
      },
      answer: { status: 200, body: { name: "job_01jz8w3f6he5v8t2q4c0n7x9ka" } },
    },
    id: "job_01jz8w3f6he5v8t2q4c0n7x9ka",
    remove: {
      request: {
        method: "DELETE",
        url: "https://abcdefghijklmnopqrst.supabase.co/storage/v1/bucket/job_01jz8w3f6he5v8t2q4c0n7x9ka",
        headers: {},
      },
      answer: { status: 200, body: { message: "Successfully deleted" } },
    },
  },
};
