import { z } from "zod";
import { at, idOf, itemsAt, nameOf, textOf } from "../../../model/read.ts";
import { type Call, defineAction, type Item, type ProviderAnswer } from "../../action.ts";
import { id, once, repeatable, request } from "../client.ts";
import { blamedFor, sameForAll } from "../together.ts";

const made = ({ body }: ProviderAnswer) => {
  const madeId = idOf(at(body, "data", "id"));
  return { externalId: madeId, result: { id: madeId } };
};

const profiles = z.strictObject({ listId: id, profileIds: z.array(id).min(1).max(1_000) });

type Members = z.output<typeof profiles>;

const identified = (type: string, ids: readonly string[]) => ids.map((one) => ({ type, id: one }));

export const createList = defineAction({
  description: "Makes a list.",
  docs: "https://developers.klaviyo.com/en/reference/create_list",
  input: z.strictObject({
    name: z.string().min(1).max(255),
    optIn: z.enum(["double_opt_in", "single_opt_in"]).optional(),
  }),
  example: { name: "Newsletter", optIn: "double_opt_in" },
  ...once,
  send: ({ name, optIn }, call) =>
    request(call, {
      method: "POST",
      path: "lists",
      data: { type: "list", attributes: { name, opt_in_process: optIn } },
    }),
  result: made,
});

/** Klaviyo shows ten a page. */
export const listLists = defineAction({
  description: "Lists the account's lists, page by page.",
  docs: "https://developers.klaviyo.com/en/reference/get_lists",
  input: z.strictObject({
    cursor: z
      .string()
      .regex(/^[\w=-]{1,512}$/, "must be the `next` of the page before")
      .optional(),
  }),
  example: {},
  ...repeatable,
  send: ({ cursor }, call) =>
    request(call, {
      method: "GET",
      path: cursor === undefined ? "lists" : `lists?page%5Bcursor%5D=${encodeURIComponent(cursor)}`,
    }),
  result: ({ body }) => ({
    externalId: null,
    result: {
      lists: itemsAt(body, "data").map((list) => ({
        id: idOf(at(list, "id")),
        name: nameOf(at(list, "attributes", "name")),
        optIn: nameOf(at(list, "attributes", "opt_in_process")),
      })),
      next: cursorOf(at(body, "links", "next")),
    },
  }),
});

/** `https://a.klaviyo.com/api/lists?page[cursor]=…`, or null on the last page. */
function cursorOf(link: unknown): string | null {
  return nameOf(URL.parse(textOf(link) ?? "")?.searchParams.get("page[cursor]"));
}

/** @param done as the result of one says it */
function membership(method: "POST" | "DELETE", docs: string, done: Readonly<Record<string, true>>) {
  const change = (listId: string | undefined, ids: readonly string[], call: Call) =>
    request(call, {
      method,
      path: `lists/${listId}/relationships/profiles`,
      data: identified("profile", ids),
    });
  return {
    docs,
    input: profiles,
    ...repeatable,
    send: ({ listId, profileIds }: Members, call: Call) => change(listId, profileIds, call),
    result: () => ({ externalId: null, result: done }),
    batch: {
      docs,
      max: 1_000,
      size: ({ profileIds }: Members) => profileIds.length,
      takes: () => true,
      alike: ({ listId }: Members) => listId,
      independent: { about: ({ profileIds }: Members) => profileIds },
      send: (items: readonly Item<Members>[], call: Call) =>
        change(
          items[0]?.input.listId,
          items.flatMap(({ input }) => input.profileIds),
          call,
        ),
      results: sameForAll<Members>(done),
      blamed: blamedFor<Members>("/data", ({ profileIds }) => profileIds.length),
    },
  } as const;
}

export const addToList = defineAction({
  description: "Puts profiles on a list; it makes nobody consent.",
  example: { listId: "Y6nRLr", profileIds: ["01GDDKASAP8TKDDA2GRZDSVP4H"] },
  ...membership("POST", "https://developers.klaviyo.com/en/reference/add_profiles_to_list", { added: true }),
});

export const removeFromList = defineAction({
  description: "Takes profiles off a list; their consents stay.",
  example: { listId: "Y6nRLr", profileIds: ["01GDDKASAP8TKDDA2GRZDSVP4H"] },
  ...membership("DELETE", "https://developers.klaviyo.com/en/reference/remove_profiles_from_list", {
    removed: true,
  }),
});

export const createTag = defineAction({
  description: "Makes a tag for lists and campaigns; the key needs tags:write.",
  docs: "https://developers.klaviyo.com/en/reference/create_tag",
  input: z.strictObject({ name: z.string().min(1).max(255) }),
  example: { name: "July" },
  ...once,
  send: ({ name }, call) =>
    request(call, { method: "POST", path: "tags", data: { type: "tag", attributes: { name } } }),
  result: made,
});

export const tagLists = defineAction({
  description: "Gives lists a tag; the key needs tags:write.",
  docs: "https://developers.klaviyo.com/en/reference/tag_lists",
  input: z.strictObject({ tagId: id, listIds: z.array(id).min(1).max(100) }),
  example: { tagId: "abcd1234-ef56-gh78-ij90-abcdef123456", listIds: ["Y6nRLr"] },
  ...repeatable,
  send: ({ tagId, listIds }, call) =>
    request(call, {
      method: "POST",
      path: `tags/${tagId}/relationships/lists`,
      data: identified("list", listIds),
    }),
  result: () => ({ externalId: null, result: { tagged: true } }),
});
