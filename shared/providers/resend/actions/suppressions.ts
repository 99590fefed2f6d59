import { z } from "zod";
import { emailAddress } from "../../../model/email.ts";
import { at, idOf, itemsAt, nameOf } from "../../../model/read.ts";
import { defineAction } from "../../action.ts";
import { isMissing, request } from "../request.ts";

/** Twice is as good as once. */
const repeatability = { idempotency: "key", onUncertain: "resend" } as const;

export const addSuppression = defineAction({
  description: "Has Resend send nothing more to an address.",
  docs: "https://resend.com/docs/api-reference/suppressions/add-suppression",
  input: z.strictObject({ email: emailAddress }),
  example: { email: "jane@example.com" },
  ...repeatability,
  send: ({ email }, call) => request(call, { method: "POST", path: "/suppressions", body: { email } }),
  result: ({ body }) => {
    const id = idOf(at(body, "id"));
    return { externalId: id, result: { id } };
  },
});

export const removeSuppression = defineAction({
  description: "Lets Resend send to an address again.",
  docs: "https://resend.com/docs/api-reference/suppressions/remove-suppression",
  input: z.strictObject({ email: emailAddress }),
  example: { email: "jane@example.com" },
  ...repeatability,
  send: ({ email }, call) =>
    request(call, { method: "DELETE", path: `/suppressions/${encodeURIComponent(email)}` }),
  isDone: isMissing,
  result: ({ body }) => ({ externalId: null, result: { isRemoved: at(body, "deleted") === true } }),
});

export const listSuppressions = defineAction({
  description: "Lists addresses that Resend sends nothing to, and since when; up to 100 at a time.",
  docs: "https://resend.com/docs/api-reference/suppressions/list-suppressions",
  input: z.strictObject({
    origin: z.enum(["bounce", "complaint", "manual"]).optional(),
    limit: z.int().min(1).max(100).default(100),
    after: z
      .string()
      .regex(/^[\w-]{1,100}$/, "must be the id of a suppression")
      .optional()
      .describe("The last one of the page before."),
  }),
  example: { origin: "bounce", limit: 100 },
  ...repeatability,
  send: ({ origin, limit, after }, call) => {
    const query = new URLSearchParams({ limit: String(limit) });
    if (origin !== undefined) {
      query.set("origin", origin);
    }
    if (after !== undefined) {
      query.set("after", after);
    }
    return request(call, { method: "GET", path: `/suppressions?${query}` });
  },
  result: ({ body }) => ({
    externalId: null,
    result: {
      suppressions: itemsAt(body, "data").map((item) => ({
        id: idOf(at(item, "id")),
        email: nameOf(at(item, "email")),
        origin: nameOf(at(item, "origin")),
        createdAt: nameOf(at(item, "created_at")),
      })),
      hasMore: at(body, "has_more") === true,
    },
  }),
});
