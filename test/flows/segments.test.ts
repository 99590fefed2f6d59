import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { createDatabase } from "../../shared/db/client.ts";
import { consentStatements } from "../../shared/db/queries/consents.ts";
import {
  addIdentities,
  type ContactRow,
  countContacts,
  listContacts,
  putContacts,
} from "../../shared/db/queries/contacts.ts";
import { contacts } from "../../shared/db/schema/contacts.ts";
import { segmentCondition } from "../../shared/db/segment-filter.ts";
import { type Id, newId } from "../../shared/ids.ts";
import type { Channel } from "../../shared/model/channel.ts";
import type { ConsentActor, ConsentStatus } from "../../shared/model/consent.ts";
import type { SegmentCondition, SegmentFilter } from "../../shared/model/segment.ts";
import { TestPlatform } from "../support/platform.ts";

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 21);
/** Few, so that filters and contacts often agree; among them what SQL and JSON would read as their own. */
const WORDS = [
  "Acme",
  "acme",
  "O'Brien",
  '"; drop table contacts; --',
  "%",
  "_",
  "$.a",
  "\\",
  "?1",
  "ü",
  "1",
];
const CHANNELS: readonly Channel[] = ["email", "sms"];
const STATUSES: readonly ConsentStatus[] = ["requested", "granted", "withdrawn"];
const ACTORS: readonly ConsentActor[] = ["subject", "import"];
const TOPICS = ["marketing", "newsletter"];

const word = fc.constantFrom(...WORDS);
const channel = fc.constantFrom(...CHANNELS);
const custom = fc.oneof(word, fc.integer({ min: -2, max: 2 }), fc.boolean());
const days = fc.integer({ min: 0, max: 4 });

interface Person {
  readonly firstName: string | null;
  readonly company: string | null;
  readonly tags: readonly string[];
  readonly customFields: Readonly<Record<string, string | number | boolean | null>>;
  readonly ageDays: number;
  readonly channels: readonly Channel[];
  readonly consents: readonly {
    readonly channel: Channel;
    readonly topic: string | null;
    readonly status: ConsentStatus;
    readonly actor: ConsentActor;
    readonly at: number;
  }[];
}

const person: fc.Arbitrary<Person> = fc.record({
  firstName: fc.option(word),
  company: fc.option(word),
  tags: fc.uniqueArray(word, { maxLength: 3 }),
  customFields: fc.dictionary(word, fc.option(custom), { maxKeys: 3 }),
  ageDays: days,
  channels: fc.subarray([...CHANNELS]),
  consents: fc.array(
    fc.record({
      channel,
      topic: fc.option(fc.constantFrom(...TOPICS)),
      status: fc.constantFrom(...STATUSES),
      actor: fc.constantFrom(...ACTORS),
      at: fc.integer({ min: 1, max: 4 }),
    }),
    { maxLength: 4 },
  ),
});

const same = fc.constantFrom("eq" as const, "ne" as const);
const known = fc.constantFrom("exists" as const, "missing" as const);
const textField = fc.constantFrom("firstName" as const, "company" as const);
const condition: fc.Arbitrary<SegmentCondition> = fc.oneof(
  fc.record({ field: fc.constant("tag" as const), op: same, value: word }),
  fc.record({ field: fc.constant("channel" as const), op: same, value: channel }),
  fc.record({
    field: textField,
    op: fc.constantFrom("eq" as const, "ne" as const, "contains" as const),
    value: word,
  }),
  fc.record({ field: textField, op: known }),
  fc.record({ field: fc.constant("customField" as const), name: word, op: same, value: custom }),
  fc.record({
    field: fc.constant("customField" as const),
    name: word,
    op: fc.constantFrom("gt" as const, "lt" as const),
    value: fc.integer({ min: -2, max: 2 }),
  }),
  fc.record({
    field: fc.constant("customField" as const),
    name: word,
    op: fc.constant("contains" as const),
    value: word,
  }),
  fc.record({ field: fc.constant("customField" as const), name: word, op: known }),
  fc.record({
    field: fc.constant("createdAt" as const),
    op: fc.constantFrom("withinDays" as const, "olderThanDays" as const),
    value: days,
  }),
  fc.record({
    field: fc.constant("createdAt" as const),
    op: fc.constantFrom("gt" as const, "lt" as const),
    value: days.map((count) => new Date(NOW - count * DAY_MS).toISOString()),
  }),
  fc.record({
    field: fc.constant("consent" as const),
    channel,
    topic: fc.constantFrom(...TOPICS),
    op: same,
    value: fc.constantFrom(...STATUSES),
  }),
);
const { filter } = fc.letrec<{ filter: SegmentFilter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 2 },
    condition,
    fc.record({ all: fc.array(tie("filter"), { minLength: 1, maxLength: 2 }) }),
    fc.record({ any: fc.array(tie("filter"), { minLength: 1, maxLength: 2 }) }),
  ),
}));

/** What a filter means, in plain words of its own. */
function matches(one: SegmentFilter, who: Person): boolean {
  if ("all" in one) {
    return one.all.every((part) => matches(part, who));
  }
  if ("any" in one) {
    return one.any.some((part) => matches(part, who));
  }
  const createdAt = NOW - who.ageDays * DAY_MS;
  const holds = (is: boolean) => (one.op === "ne" ? !is : is);
  switch (one.field) {
    case "tag":
      return holds(who.tags.includes(one.value));
    case "channel":
      return holds(who.channels.includes(one.value));
    case "createdAt":
      return {
        gt: createdAt > Date.parse(String(one.value)),
        lt: createdAt < Date.parse(String(one.value)),
        withinDays: who.ageDays <= Number(one.value),
        olderThanDays: who.ageDays > Number(one.value),
      }[one.op];
    case "consent":
      return holds(consentOf(who, one) === one.value);
    case "customField":
      return compare(Object.hasOwn(who.customFields, one.name) ? who.customFields[one.name] : null, one);
    default:
      return compare(who[one.field as "firstName" | "company"], one);
  }
}

function compare(
  has: string | number | boolean | null | undefined,
  one: { readonly op: string; readonly value?: string | number | boolean },
): boolean {
  const lower = (text: unknown) => String(text).replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  switch (one.op) {
    case "eq":
      return has === one.value;
    case "ne":
      return has !== one.value;
    case "gt":
      return typeof has === "number" && has > Number(one.value);
    case "lt":
      return typeof has === "number" && has < Number(one.value);
    case "contains":
      return typeof has === "string" && lower(has).includes(lower(one.value));
    case "exists":
      return has != null;
    default:
      return has == null;
  }
}

function consentOf(
  who: Person,
  asked: { readonly channel: Channel; readonly topic: string },
): ConsentStatus | null {
  const records = who.channels.includes(asked.channel)
    ? who.consents.filter((one) => one.channel === asked.channel && [null, asked.topic].includes(one.topic))
    : [];
  const latest = (status: ConsentStatus) =>
    Math.max(
      -1,
      ...records.filter((one) => one.actor === "subject" && one.status === status).map(({ at }) => at),
    );
  if (latest("withdrawn") >= 0 && latest("withdrawn") >= latest("granted")) {
    return "withdrawn";
  }
  const rank = (status: ConsentStatus) => STATUSES.indexOf(status);
  return records.toSorted((a, b) => b.at - a.at || rank(b.status) - rank(a.status))[0]?.status ?? null;
}

const platform = new TestPlatform();
const db = createDatabase(platform.env.DB);

async function store(organizationId: Id<"organization">, people: readonly Person[]) {
  const rows = people.map(
    (who): ContactRow => ({
      organizationId,
      id: newId("contact", NOW),
      firstName: who.firstName,
      lastName: null,
      company: who.company,
      tags: who.tags,
      customFields: { ...who.customFields },
      locale: null,
      timezone: null,
      mergedInto: null,
      createdAt: NOW - who.ageDays * DAY_MS,
      updatedAt: NOW,
    }),
  );
  const address = (place: number) => ({ organizationId, address: `${place}-${rows[place]?.id}` });
  await platform.env.DB.batch([
    ...putContacts(db, rows),
    ...addIdentities(
      db,
      people.flatMap(({ channels }, place) =>
        channels.map((name) => ({
          ...address(place),
          channel: name,
          contactId: rows[place]?.id ?? newId("contact", 0),
        })),
      ),
    ),
    ...consentStatements(
      db,
      people.flatMap(({ consents }, place) =>
        consents.map((one) => ({
          ...one,
          ...address(place),
          id: newId("consent", NOW),
          purpose: "marketing",
          basis: "consent",
          source: "test",
          evidence: null,
          kind: null,
          jurisdiction: null,
          contactId: null,
        })),
      ),
    ),
  ]);
  return rows.map(({ id }) => id);
}

const CROWD = fc.sample(person, { numRuns: 150, seed: 11 });

describe("a segment's filter", () => {
  const organizationId = newId("organization", NOW);
  let ids: readonly Id<"contact">[] = [];

  beforeAll(async () => {
    ids = await store(organizationId, CROWD);
    await store(newId("organization", NOW), CROWD.slice(0, 20));
  });

  it("finds just those contacts of its organization that it says, whatever it is made of", async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(filter, async (one) => {
        const matching = segmentCondition(one, NOW);
        const page = { limit: 1_000, before: null };
        const [rows, count] = await Promise.all([
          listContacts(db, organizationId, { matching }, page),
          countContacts(db, organizationId, matching),
        ]);
        const expected = ids.filter((_, place) => matches(one, CROWD[place] as Person));
        expect(rows.map(({ id }) => id).sort()).toEqual([...expected].sort());
        expect(count).toBe(expected.length);
        found += count > 0 && count < CROWD.length ? 1 : 0;
      }),
      { numRuns: 250 },
    );
    // most filters tell some from others, or the test would say little
    expect(found).toBeGreaterThan(100);
  });

  it("puts nothing that a client wrote into the statement", () => {
    fc.assert(
      fc.property(filter, (one) => {
        const query = db.orm
          .select({ id: contacts.id })
          .from(contacts)
          .where(segmentCondition(one, NOW))
          .toSQL();
        expect(query.sql.match(/\?/g) ?? []).toHaveLength(query.params.length);
        for (const text of ["O'Brien", "drop table", "Acme", "$.a"]) {
          expect(query.sql).not.toContain(text);
        }
      }),
    );
  });
});

describe("a segment", () => {
  let call: <T>(method: string, path: string, body?: unknown) => Promise<{ status: number; body: T }>;

  beforeAll(async () => {
    const { key } = await platform.organization();
    call = (method, path, body) =>
      platform.call(method, path, { token: key, ...(body === undefined ? {} : { body }) });
  });

  it("says who is in it now, page by page, and how many they are", async () => {
    for (const [name, tags] of Object.entries({ ann: ["vip"], ben: ["vip", "new"], cem: [], dan: ["vip"] })) {
      await call("POST", "/v1/contacts", { email: `${name}@example.com`, firstName: name, tags });
    }
    const filter = {
      all: [
        { field: "tag", op: "eq", value: "vip" },
        { field: "channel", op: "eq", value: "email" },
      ],
    };
    const made = await call<{ id: string }>("POST", "/v1/segments", { name: "VIPs", filter });
    expect([made.status, made.body]).toEqual([201, expect.objectContaining({ name: "VIPs", filter })]);
    const path = `/v1/segments/${made.body.id}/contacts`;
    type Page = { data: { firstName: string }[]; nextCursor: string | null; count: number | null };
    const first = (await call<Page>("GET", `${path}?limit=2`)).body;
    expect([first.data.map(({ firstName }) => firstName), first.count]).toEqual([["dan", "ben"], 3]);
    const second = (await call<Page>("GET", `${path}?limit=2&cursor=${first.nextCursor}`)).body;
    expect(second).toMatchObject({ data: [{ firstName: "ann" }], nextCursor: null, count: null });

    const other = { field: "tag", op: "ne", value: "vip" };
    const changed = await call("PATCH", `/v1/segments/${made.body.id}`, { filter: other });
    expect(changed.body).toMatchObject({ name: "VIPs", filter: other });
    expect((await call<Page>("GET", path)).body).toMatchObject({ data: [{ firstName: "cem" }], count: 1 });
    expect((await call("DELETE", `/v1/segments/${made.body.id}`)).status).toBe(204);
    expect((await call("GET", path)).status).toBe(404);
  });

  it("asks about consent to marketing unless a topic is named", async () => {
    const filter = { field: "consent", channel: "email", op: "eq", value: "granted" };
    const { body } = await call<{ filter: unknown }>("POST", "/v1/segments", { name: "Agreed", filter });
    expect(body.filter).toEqual({ ...filter, topic: "marketing" });
  });

  const deep = { all: [{ any: [{ all: [{ any: [{ field: "tag", op: "eq", value: "x" }] }] }] }] };
  it.each([
    ["a value of another type", { field: "tag", op: "eq", value: 5 }, "body.filter.value"],
    ["no channel", { field: "channel", op: "eq", value: "fax" }, "body.filter.value"],
    ["a field that contacts have not", { field: "shoeSize", op: "eq", value: "x" }, "body.filter.field"],
    ["an order of texts", { field: "company", op: "gt", value: "x" }, "body.filter.op"],
    ["a group of nothing", { all: [] }, "body.filter.all"],
    ["a condition within", { any: [{ field: "tag", op: "eq" }] }, "body.filter.any.0.value"],
    ["a time that is none", { field: "createdAt", op: "gt", value: "soon" }, "body.filter.value"],
    ["groups too deep", deep, "body.filter"],
    [
      "too many conditions",
      {
        all: Array.from({ length: 3 }, () => ({
          any: Array(7).fill({ field: "tag", op: "eq", value: "x" }),
        })),
      },
      "body.filter",
    ],
  ])("is refused by field: %s", async (_, filter, path) => {
    const refused = await call<{ errors: { path: string }[] }>("POST", "/v1/segments", {
      name: "Bad",
      filter,
    });
    expect(refused.status).toBe(422);
    expect(refused.body.errors.map((error) => error.path).join()).toContain(path);
  });
});
