import { beforeEach, describe, expect, it } from "vitest";
import { TestPlatform } from "../../support/platform.ts";

const platform = new TestPlatform();
let key = "";

beforeEach(async () => {
  key = (await platform.organization()).key;
});

interface ContactView {
  readonly id: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly tags: readonly string[];
  readonly identities: readonly { readonly channel: string; readonly address: string }[];
}

const call = <T = ContactView>(method: string, path: string, body?: unknown) =>
  platform.call<T>(method, path, { token: key, ...(body === undefined ? {} : { body }) });

const create = async (body: Record<string, unknown>) => (await call("POST", "/v1/contacts", body)).body;

const list = async (query: string) =>
  (await call<{ data: ContactView[] }>("GET", `/v1/contacts?${query}`)).body.data.map(({ id }) => id);

const say = (id: string, channel: string, status: string) =>
  call("PUT", `/v1/contacts/${id}/consents/${channel}`, {
    status,
    purpose: "marketing",
    basis: "consent",
    source: "form",
  });

const check = async (id: string, channel: string) =>
  (
    await call<{ reason: string }>("POST", "/v1/consents/check", {
      contactId: id,
      channel,
      category: "marketing",
    })
  ).body.reason;

describe("a contact", () => {
  it("has an address of each channel in its one form; on WhatsApp a user id may stand for a number", async () => {
    const made = await create({
      firstName: "Ann",
      email: "Ann <ANN@Example.com>",
      phone: "+1 (415) 555-0100",
      identities: [{ channel: "whatsapp", address: "US.13491208655302741918" }],
      tags: ["vip", "vip"],
      customFields: { plan: "pro", seats: 3 },
      locale: "de-AT",
      timezone: "Europe/Vienna",
    });
    const found = await call("GET", `/v1/contacts/${made.id}`);
    expect(found.body).toEqual(made);
    expect(made).toMatchObject({
      firstName: "Ann",
      lastName: null,
      email: "ann@example.com",
      phone: "+14155550100",
      tags: ["vip"],
      customFields: { plan: "pro", seats: 3 },
      identities: expect.arrayContaining([{ channel: "whatsapp", address: "US.13491208655302741918" }]),
    });
  });

  it("is found by any of its addresses and by its tags", async () => {
    const ann = await create({ email: "ann@example.com", phone: "+14155550100", tags: ["vip"] });
    const ben = await create({ identities: [{ channel: "whatsapp", address: "DE.99" }] });
    expect(await list("email=ANN%40example.com")).toEqual([ann.id]);
    expect(await list("phone=%2B14155550100")).toEqual([ann.id]);
    expect(await list("channel=whatsapp&address=DE.99")).toEqual([ben.id]);
    expect(await list("tag=vip")).toEqual([ann.id]);
    expect(await list("email=nobody%40example.com")).toEqual([]);
    expect(await call("GET", "/v1/contacts?address=DE.99")).toMatchObject({
      status: 422,
      body: { errors: [{ path: "query.address" }] },
    });
  });

  it("keeps what a change leaves out, and gives up an address that is taken away", async () => {
    const ann = await create({ email: "ann@example.com", phone: "+14155550100", company: "Acme" });
    const changed = await call("PATCH", `/v1/contacts/${ann.id}`, { email: "new@example.com", tags: ["a"] });
    expect(changed.body).toMatchObject({
      email: "new@example.com",
      phone: "+14155550100",
      company: "Acme",
      tags: ["a"],
    });
    expect((await create({ email: "ann@example.com" })).id).not.toBe(ann.id);
  });

  it("has both of two changes that come at once", async () => {
    const { id } = await create({ email: "ann@example.com", company: "Acme", tags: ["a"] });
    platform.database.beforeBatch = async () => {
      platform.database.beforeBatch = null;
      await call("PATCH", `/v1/contacts/${id}`, { lastName: "Lee", phone: "+14155550100", tags: ["b"] });
    };
    const changed = await call("PATCH", `/v1/contacts/${id}`, {
      firstName: "Ann",
      customFields: { n: 1 },
      company: null,
    });
    expect(changed.body).toMatchObject({
      firstName: "Ann",
      lastName: "Lee",
      company: null,
      phone: "+14155550100",
      tags: ["b"],
      customFields: { n: 1 },
    });
  });

  it("shares no address with another: the request is refused and nothing of it stored", async () => {
    const ann = await create({ email: "ann@example.com" });
    const again = await call<{ code: string; detail: string }>("POST", "/v1/contacts", {
      email: "ann@example.com",
      phone: "+14155550100",
    });
    expect([again.status, again.body.code]).toEqual([409, "conflict"]);
    expect(again.body.detail).toContain(ann.id);
    expect(await list("phone=%2B14155550100")).toEqual([]);
    const ben = await create({ email: "ben@example.com" });
    const stolen = await call("PATCH", `/v1/contacts/${ben.id}`, { email: "ann@example.com" });
    expect(stolen.status).toBe(409);
    expect(await list("email=ben%40example.com")).toEqual([ben.id]);
  });
});

describe("a merge", () => {
  it("loses no address, no consent and no withdrawal, and may be asked for again", async () => {
    const ann = await create({ firstName: "Ann", email: "ann@example.com", tags: ["a"] });
    const other = await create({
      firstName: "Anna",
      lastName: "Lee",
      email: "lee@example.com",
      phone: "+14155550100",
      tags: ["b"],
    });
    await say(ann.id, "email", "granted");
    await say(other.id, "email", "withdrawn");
    await say(other.id, "sms", "granted");
    const merge = () => call("POST", `/v1/contacts/${ann.id}/merge`, { contactId: other.id });
    const merged = await merge();
    expect(merged).toMatchObject({
      status: 200,
      body: { firstName: "Ann", lastName: "Lee", tags: ["a", "b"] },
    });
    expect(merged.body.identities).toHaveLength(3);
    expect((await merge()).status).toBe(200);
    expect((await call("GET", `/v1/contacts/${other.id}`)).body.id).toBe(ann.id);
    expect(await list("")).toEqual([ann.id]);
    const ledger = await call<{ data: { contactId: string; status: string }[] }>(
      "GET",
      `/v1/contacts/${ann.id}/consents`,
    );
    expect(ledger.body.data.map(({ contactId, status }) => [contactId, status])).toEqual(
      expect.arrayContaining([
        [ann.id, "granted"],
        [other.id, "withdrawn"],
        [other.id, "granted"],
      ]),
    );
    expect(await check(ann.id, "sms")).toBe("consent_granted");
    // one of the two addresses was withdrawn: the person as a whole is not free to be written to
    expect(await check(ann.id, "email")).toBe("consent_withdrawn");
  });
});

interface Imported {
  readonly created: number;
  readonly updated: number;
  readonly refused: number;
  readonly errors: readonly { readonly line: number; readonly path: string; readonly message: string }[];
  readonly complete: boolean;
}

async function send(file: BodyInit, type = "text/csv") {
  const answer = await platform.fetch("/v1/contacts/import", {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": type },
    body: file,
  });
  return { status: answer.status, body: await answer.json<Imported & { code: string; detail: string }>() };
}

async function file(format: string): Promise<string> {
  const answer = await platform.fetch(`/v1/contacts/export?format=${format}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  expect(answer.status).toBe(200);
  return await answer.text();
}

describe("a file of contacts", () => {
  it("is stored line by line: a bad line is named and the others stand", async () => {
    const csv = [
      "email,phone,firstName,tags,customFields",
      'ann@example.com,+14155550100,Ann,a;b,"{""plan"":""pro""}"',
      "nonsense,,Ben,,",
      ",+15551234567,Cay,,",
      ",,Nobody,,",
      "dee@example.com,,Dee,,not json",
      "eve@example.com,,Eve,,",
    ].join("\r\n");
    const { status, body } = await send(csv);
    expect([status, body.created, body.updated, body.refused]).toEqual([200, 2, 0, 4]);
    expect(body.errors.map(({ line, path }) => [line, path]).sort()).toEqual([
      [2, "email"],
      [3, "phone"],
      [4, "email"],
      [5, "customFields"],
    ]);
    const [ann] = await list("email=ann%40example.com");
    expect((await call("GET", `/v1/contacts/${ann}`)).body).toMatchObject({
      phone: "+14155550100",
      tags: ["a", "b"],
      customFields: { plan: "pro" },
    });
  });

  it("changes who is known, adds what is new, and changes nothing more when it comes again", async () => {
    const ann = await create({ email: "ann@example.com", firstName: "Ann", tags: ["old"] });
    const lines = [
      { email: "ann@example.com", phone: "+14155550100", tags: ["new"] },
      { phone: "+14155550100", lastName: "Lee" },
    ];
    const text = lines.map((line) => JSON.stringify(line)).join("\n");
    for (let round = 0; round < 2; round += 1) {
      const { body } = await send(text, "application/x-ndjson");
      expect(body).toMatchObject({ created: 0, updated: 2, refused: 0, complete: true });
    }
    expect((await call("GET", `/v1/contacts/${ann.id}`)).body).toMatchObject({
      firstName: "Ann",
      lastName: "Lee",
      tags: ["old", "new"],
      identities: [
        { channel: "email", address: "ann@example.com" },
        { channel: "sms", address: "+14155550100" },
      ],
    });
    expect(await list("")).toEqual([ann.id]);
  });

  it.each(["csv", "ndjson"])("that was exported as %s makes the same people elsewhere", async (format) => {
    await create({
      email: "ann@example.com",
      firstName: '=Ann "A", B',
      tags: ["a", "b"],
      customFields: { n: 1 },
    });
    await create({
      identities: [{ channel: "whatsapp", address: "DE.99" }],
      lastName: "+1-1",
      company: "'=quoted",
    });
    const before = await file(format);
    key = (await platform.organization()).key;
    const { body } = await send(before, format === "csv" ? "text/csv" : "application/x-ndjson");
    expect(body).toMatchObject({ created: 2, refused: 0 });
    const after = await file(format);
    expect(after.split("\n").sort()).toEqual(before.split("\n").sort());
  });

  it("is read as it arrives, some thousand lines of it", async () => {
    const encoder = new TextEncoder();
    let count = 0;
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(encoder.encode(count === 0 ? "email\n" : `person-${count}@exam`));
        controller.enqueue(encoder.encode(count === 0 ? "" : "ple.com\n"));
        count += 1;
        if (count > 2_000) {
          controller.close();
        }
      },
    });
    const { body } = await send(stream);
    expect(body).toMatchObject({ created: 2_000, refused: 0, complete: true });
    expect((await file("ndjson")).trim().split("\n")).toHaveLength(2_000);
  });

  it("is stored also where somebody takes one of its addresses in that moment", async () => {
    platform.database.beforeBatch = async () => {
      platform.database.beforeBatch = null;
      await create({ email: "ann@example.com", lastName: "Lee" });
    };
    const { status, body } = await send("email,firstName\nann@example.com,Ann\nben@example.com,Ben\nbad,\n");
    expect([status, body.created, body.updated, body.refused]).toEqual([200, 1, 1, 1]);
    const [ann] = await list("email=ann%40example.com");
    expect((await call("GET", `/v1/contacts/${ann}`)).body).toMatchObject({
      firstName: "Ann",
      lastName: "Lee",
    });
    expect(await list("")).toHaveLength(2);
  });

  it("may begin with a byte order mark, and says what is wrong with a line in words for people", async () => {
    const json = [
      '\uFEFF{"email":"ann@example.com"}',
      "",
      "{broken",
      '{"email":"ben@example.com","shoe":44}',
      "[1]",
    ];
    const lines = await send(json.join("\r\n"), "application/x-ndjson");
    expect(lines.body).toMatchObject({
      created: 1,
      refused: 3,
      errors: [
        { line: 3, path: "", message: "is no JSON object" },
        { line: 4, path: "shoe", message: "is not a field here" },
        { line: 5, path: "" },
      ],
    });
    const table = await send("\uFEFFemail,company\r\ncay@example.com,Acme, Inc.\r\ndee@example.com,Acme\r\n");
    expect(table.body).toMatchObject({ created: 1, errors: [{ line: 1, path: "" }] });
    expect(table.body.errors[0]?.message).toContain("more cells");
  });

  it("is read to its end where that is not wanted any more: who sends it is to read the answer", async () => {
    const pieces = [`${"x".repeat(70_000)}`, "\nann@example.com\n", "ben@example.com\n"];
    let isCanceled = false;
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        const piece = pieces.shift();
        return piece === undefined ? controller.close() : controller.enqueue(new TextEncoder().encode(piece));
      },
      cancel() {
        isCanceled = true;
      },
    });
    expect((await send(stream, "application/x-ndjson")).status).toBe(422);
    expect([pieces, isCanceled]).toEqual([[], false]);
  });

  it("that cannot be read to its end has what came before stored, and says how much that is", async () => {
    const good = Array.from({ length: 120 }, (_, index) => `person-${index}@example.com`);
    const { status, body } = await send(["email", ...good, "nonsense", '"open'].join("\n"));
    expect([status, body.code]).toEqual([422, "validation_failed"]);
    expect(body.detail).toContain("120 were created, 0 updated and 1 refused");
    expect((await file("ndjson")).trim().split("\n")).toHaveLength(120);
  });

  it("is refused where it cannot be read, with what it must be", async () => {
    expect(await send("email,shoe size\n")).toMatchObject({
      status: 422,
      body: { code: "validation_failed" },
    });
    expect((await send('email\n"open')).body.detail).toContain("quote");
    expect((await send(new Uint8Array([0x65, 0xff, 0xfe]))).body.detail).toContain("UTF-8");
    expect((await send("<x/>", "application/xml")).status).toBe(415);
    expect((await send("")).body).toMatchObject({ created: 0, refused: 0 });
  });
});
