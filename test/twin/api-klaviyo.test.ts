import { afterEach, beforeEach, expect, it } from "vitest";
import type { HeaderFields } from "./sender.ts";
import { type RunningTwin, startTwin } from "./server.ts";
import { type Client, createClient } from "./support/client.ts";

const authorized = {
  authorization: "Klaviyo-API-Key pk_any",
  revision: "2026-07-15",
  "content-type": "application/vnd.api+json",
};

let twin: RunningTwin;
let client: Client;

beforeEach(async () => {
  twin = await startTwin({ descriptions: null });
  client = createClient(twin.url);
});

afterEach(() => twin.close());

const profileOf = (email: string) => ({ type: "profile", attributes: { email } });

const suppress = (profiles: readonly unknown[], headers: HeaderFields = authorized) =>
  client.request("POST", "/klaviyo/api/profile-suppression-bulk-create-jobs", {
    headers,
    json: {
      data: { type: "profile-suppression-bulk-create-job", attributes: { profiles: { data: profiles } } },
    },
  });

it("proves any key but those that are to be refused, and wants a revision", async () => {
  const get = async (headers: HeaderFields) =>
    (await client.request("GET", "/klaviyo/api/accounts", { headers })).status;
  const { revision, ...keyed } = authorized;
  expect(await get(authorized)).toBe(200);
  expect(await get({ ...authorized, authorization: "Klaviyo-API-Key pk_invalid" })).toBe(401);
  expect([await get(keyed), await get({ revision })]).toEqual([400, 401]);
});

it("takes many profiles at once, as many as the endpoint takes", async () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => profileOf(`${index}@example.com`));
  expect((await suppress(many(100))).status).toBe(202);
  expect((await suppress(many(101))).status).toBe(400);
  expect((await suppress([{ type: "profile" }])).json).toMatchObject({
    errors: [{ source: { pointer: "/data/attributes/profiles/data/0/attributes" } }],
  });
});

it("refuses a request whole for one profile, and points at it", async () => {
  const { status, json } = await suppress(
    ["a@example.com", "b@refused.example", "c@refused.example"].map(profileOf),
  );
  expect(status).toBe(400);
  expect(json).toMatchObject({
    errors: [1, 2].map((place) => ({
      code: "invalid",
      source: { pointer: `/data/attributes/profiles/data/${place}/attributes/email` },
    })),
  });
});

it("takes events, one and many", async () => {
  const event = { type: "event", attributes: { unique_id: "job_1" } };
  const bulk = { type: "event-bulk-create", attributes: { profile: {}, events: { data: [event] } } };
  const attributes = { "events-bulk-create": { data: [bulk, bulk] } };
  for (const [path, data] of [
    ["events", event],
    ["event-bulk-create-jobs", { type: "event-bulk-create-job", attributes }],
  ] as const) {
    const { status } = await client.request("POST", `/klaviyo/api/${path}`, {
      headers: authorized,
      json: { data },
    });
    expect([path, status]).toEqual([path, 202]);
  }
});
