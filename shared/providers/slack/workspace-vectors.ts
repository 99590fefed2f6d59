import { type ActionVectors, SAMPLE_REFERENCE } from "../vectors.ts";

const authorization = "Bearer xoxb-000000000000-000000000000-TestTestTestTestTestTest";
const headers = { authorization, "idempotency-key": SAMPLE_REFERENCE };

const read = (path: string) => ({ method: "GET", url: `https://slack.com/api/${path}`, headers });
const write = (name: string, json: unknown) => ({
  method: "POST",
  url: `https://slack.com/api/${name}`,
  headers: { ...headers, "content-type": "application/json; charset=utf-8" },
  body: { json },
});

/** Of the workspace's people and channels; answers as Slack's pages of the methods show them. */
export const workspaceActions: Readonly<Record<string, ActionVectors>> = {
  "user.find": {
    requests: [
      {
        title: "names the address in the query, its plus sign encoded",
        input: { email: "jane+crm@example.com" },
        request: read("users.lookupByEmail?email=jane%2Bcrm%40example.com"),
      },
    ],
    invalid: [
      { title: "no address", input: {}, path: "email" },
      { title: "a handle", input: { email: "@jane" }, path: "email" },
    ],
    results: [
      {
        title: "found",
        status: 200,
        body: {
          ok: true,
          user: {
            id: "W012A3CDE",
            deleted: false,
            name: "spengler",
            tz: "America/Los_Angeles",
            profile: { real_name: "Egon Spengler", email: "spengler@ghostbusters.example.com" },
          },
        },
        result: {
          externalId: null,
          result: {
            id: "W012A3CDE",
            name: "Egon Spengler",
            timeZone: "America/Los_Angeles",
            isActive: true,
          },
        },
      },
    ],
  },
  "conversation.open": {
    requests: [
      {
        title: "lists several people in one text",
        input: { users: ["U0EXAMPLE", "W0EXAMPLE"] },
        request: write("conversations.open", { users: "U0EXAMPLE,W0EXAMPLE" }),
      },
    ],
    invalid: [
      { title: "nobody", input: { users: [] }, path: "users" },
      { title: "nine people", input: { users: Array(9).fill("U0EXAMPLE") }, path: "users" },
      { title: "a channel for a person", input: { users: ["C0EXAMPLE"] }, path: "users.0" },
    ],
    results: [
      {
        title: "open already",
        status: 200,
        body: { ok: true, no_op: true, already_open: true, channel: { id: "D069C7QFK" } },
        result: { externalId: "D069C7QFK", result: { channel: "D069C7QFK" } },
      },
    ],
  },
  "channels.list": {
    requests: [
      {
        title: "asks for public channels that are not archived",
        input: {},
        request: read("conversations.list?types=public_channel&exclude_archived=true&limit=200"),
      },
      {
        title: "goes on where the page before ended",
        input: { types: ["public_channel", "private_channel"], limit: 50, cursor: "dGVhbTpDMDYxRkE1UEI=" },
        request: read(
          "conversations.list?types=public_channel%2Cprivate_channel&exclude_archived=true&limit=50&cursor=dGVhbTpDMDYxRkE1UEI%3D",
        ),
      },
    ],
    invalid: [
      { title: "direct messages, which are nobody's to list", input: { types: ["im"] }, path: "types.0" },
      { title: "201 a page", input: { limit: 201 }, path: "limit" },
    ],
    results: [
      {
        title: "the last page",
        status: 200,
        body: {
          ok: true,
          channels: [{ id: "C012AB3CD", name: "general", is_private: false, is_member: true }],
          response_metadata: { next_cursor: "" },
        },
        result: {
          externalId: null,
          result: {
            channels: [{ id: "C012AB3CD", name: "general", isPrivate: false, isMember: true }],
            next: null,
          },
        },
      },
    ],
  },
  "channel.join": {
    requests: [
      {
        title: "names the channel",
        input: { channel: "C0EXAMPLE" },
        request: write("conversations.join", { channel: "C0EXAMPLE" }),
      },
    ],
    invalid: [{ title: "no channel", input: {}, path: "channel" }],
    results: [
      {
        title: "a member already",
        status: 200,
        body: { ok: true, warning: "already_in_channel", channel: { id: "C061EG9SL", name: "general" } },
        result: { externalId: null, result: { channel: "C061EG9SL" } },
      },
    ],
  },
};
