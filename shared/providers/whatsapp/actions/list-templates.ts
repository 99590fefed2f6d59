import { z } from "zod";
import { at, idOf, itemsAt, nameOf } from "../../../model/read.ts";
import { defineAction } from "../../action.ts";
import { readAccount } from "../client.ts";

/** What of them can be sent is `APPROVED`. */
export const listTemplates = defineAction({
  description: "Lists the business account's templates with their languages, page by page.",
  docs: "https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/message_templates",
  input: z.strictObject({
    name: z.string().min(1).max(512).optional().describe("Part of a name."),
    limit: z.int().min(1).max(100).default(100),
    after: z.string().min(1).max(512).optional().describe("The `next` of the page before."),
  }),
  example: { limit: 100 },
  idempotency: "key",
  onUncertain: "resend",
  send: ({ name, limit, after }, call) => {
    const query = new URLSearchParams({ fields: "id,name,language,status,category", limit: String(limit) });
    if (name !== undefined) {
      query.set("name", name);
    }
    if (after !== undefined) {
      query.set("after", after);
    }
    return readAccount(`/message_templates?${query}`, call);
  },
  result: ({ body }) => ({
    externalId: null,
    result: {
      templates: itemsAt(body, "data").map((template) => ({
        id: idOf(at(template, "id")),
        name: nameOf(at(template, "name")),
        language: nameOf(at(template, "language")),
        status: nameOf(at(template, "status")),
        category: nameOf(at(template, "category")),
      })),
      // the last page has a cursor too, and nothing after it
      next: at(body, "paging", "next") === undefined ? null : nameOf(at(body, "paging", "cursors", "after")),
    },
  }),
});
