import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { approving, clearApprovals } from "../support/approving.ts";
import { POSTAL_ADDRESS } from "../support/platform.ts";

interface Campaign {
  readonly id: string;
  readonly status: string;
  readonly batchId: string | null;
  readonly recipients: number | null;
  readonly walked: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly counts: Readonly<Record<string, number>>;
  readonly results: Readonly<Record<string, number>>;
  readonly error: { readonly code: string } | null;
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
});

afterEach(async () => {
  const { platform } = last;
  await platform.env.DB.prepare("delete from campaigns").run();
  vi.unstubAllGlobals();
  vi.useRealTimers();
  await clearApprovals();
});

const AGREED = {
  channel: "email",
  purpose: "marketing",
  status: "granted",
  basis: "consent",
  source: "form",
};

/** What a marketing mail's words are sent as. */
const footed = (words: string) =>
  expect.stringMatching(
    new RegExp(`^${words}\\n\\n${POSTAL_ADDRESS}\\n\\nUnsubscribe: https://\\S+/u/\\S+\\n$`),
  );

let last: Awaited<ReturnType<typeof approving>>;

/** An organization with so many people who agreed to mail, one who did not, and one who has no address. */
async function setUp(people: number, rule: Record<string, unknown> | null = null) {
  const organization = await approving(rule);
  last = organization;
  const { call, platform } = organization;
  platform.database.failingOn = null;
  const lines = Array.from({ length: people }, (_, place) => ({
    firstName: `P${place}`,
    email: `person-${place}@example.com`,
  }));
  for (const line of [
    ...lines,
    { firstName: "Nobody" },
    { firstName: "Stranger", email: "no@example.com" },
  ]) {
    await call("POST", "/v1/contacts", line);
  }
  for (const { email } of lines) {
    await call("POST", "/v1/consents", { ...AGREED, address: email });
  }
  await call("PATCH", "/v1/organization", {
    defaultFrom: { email: "Acme <hello@acme.example>" },
    messageDefaults: { postalAddress: POSTAL_ADDRESS },
  });
  await call("POST", "/v1/templates", {
    name: "spring",
    channel: "email",
    subject: "Spring",
    text: "Hello {{firstName}}, {{offer}}",
  });
  const filter = { field: "firstName", op: "exists" };
  const segment = (await call<{ id: string }>("POST", "/v1/segments", { name: "All", filter })).body;
  const draft = async (more: Record<string, unknown> = {}) =>
    await call<Campaign & { errors: { path: string }[] }>("POST", "/v1/campaigns", {
      name: "Spring",
      segmentId: segment.id,
      template: "spring",
      channel: "email",
      data: { offer: "10 % off" },
      ...more,
    });
  return {
    ...organization,
    segment,
    draft,
    begin: async (more: Record<string, unknown> = {}) =>
      (await call<Campaign>("POST", `/v1/campaigns/${(await draft(more)).body.id}/send`)).body,
    campaign: async (id: string) => (await call<Campaign>("GET", `/v1/campaigns/${id}`)).body,
    texts: () =>
      organization
        .emails()
        .flatMap(({ body }) => body as unknown as { text: string }[] | { text: string })
        .map(({ text }) => text)
        .sort(),
  };
}

describe("a campaign", () => {
  it("goes to everybody in its segment who may be written to, in their own words, and says what came of it", async () => {
    const { begin, platform, drainAll, campaign, texts, call } = await setUp(3);
    const begun = await begin();
    expect(begun).toMatchObject({ status: "sending", recipients: 4, walked: 0 });
    expect(texts()).toEqual([]);
    await platform.tick();
    await drainAll();
    expect(texts()).toEqual([0, 1, 2].map((place) => footed(`Hello P${place}, 10 % off`)));
    const done = await campaign(begun.id);
    expect(done).toMatchObject({
      status: "sent",
      walked: 4,
      refused: { consent_missing: 1 },
      counts: { succeeded: 3 },
      results: { delivered: 0, opened: 0 },
    });
    // of a set the stand-in gives no ids
    await platform.env.DB.prepare("update jobs set external_id = id where batch_id = ?")
      .bind(done.batchId)
      .run();
    const { body } = await call<{ data: { id: string; contactId: string }[] }>(
      "GET",
      `/v1/jobs?batchId=${done.batchId}`,
    );
    expect(new Set(body.data.map(({ contactId }) => contactId)).size).toBe(3);
    const [one, two] = body.data.map(({ id }) => id);
    const receipt = `insert into receipts (org_id, provider, external_id, status, rank, event_id, occurred_at, opened_at)
      select org_id, provider, external_id, ?2, 9, 'evt', 1, ?3 from jobs where external_id = ?1`;
    await platform.env.DB.batch([
      platform.env.DB.prepare(receipt).bind(one, "delivered", 5),
      platform.env.DB.prepare(receipt).bind(two, "bounced", null),
    ]);
    expect((await campaign(begun.id)).results).toMatchObject({
      delivered: 1,
      bounced: 1,
      opened: 1,
      clicked: 0,
    });
  });

  it("goes on after a kill between two pages, and reaches everybody once", async () => {
    const { begin, platform, drainAll, campaign, texts } = await setUp(0);
    await crowd(platform, last, 401);
    const { id } = await begin({ category: "transactional" });
    let pages = 0;
    platform.database.beforeBatch = async () => {
      pages += platform.database.statements.filter((sql) =>
        sql.startsWith("update campaigns set status"),
      ).length;
      platform.database.failingOn = pages > 1 ? /update campaigns set status/ : null;
    };
    await platform.tick();
    platform.database.beforeBatch = null;
    const halfway = await campaign(id);
    expect(halfway).toMatchObject({ status: "sending" });
    expect(halfway.walked).toBe(200);
    expect(halfway.counts.queued).toBe(200);
    platform.database.failingOn = null;
    await platform.tick();
    await drainAll();
    await platform.tick();
    const done = await campaign(id);
    expect(done).toMatchObject({ status: "sent", walked: 402 });
    expect(new Set(texts()).size).toBe(texts().length);
  });

  it("waits for one approval as a whole, and goes out when it has it", async () => {
    const { begin, platform, drainAll, approval, call, slack, texts, campaign } = await setUp(3, {
      category: "marketing",
    });
    const begun = await begin();
    expect(begun).toMatchObject({ status: "pending_approval" });
    await platform.tick();
    await drainAll();
    expect(texts()).toEqual([]);
    expect(slack("chat.postMessage").map(({ body }) => body.text)).toEqual([
      "Please approve: Campaign Spring: 4 × email, by Resend",
    ]);
    const asked = await approval();
    expect(asked.preview).toMatch(
      /^To the segment All\nTemplate tmpl_\w+, version 1\n\nSpring\n\nHello \{\{firstName\}\}/,
    );
    expect((await call("POST", `/v1/approvals/${asked.id}/approve`)).status).toBe(200);
    await platform.tick();
    await drainAll();
    expect(texts()).toHaveLength(3);
    expect((await campaign(begun.id)).status).toBe("sent");
  });

  it.each(["deny", "cancel", "change"])("sends nothing that was not approved: %s", async (how) => {
    const { begin, platform, drainAll, approval, call, texts, campaign } = await setUp(2);
    const { id } = await begin({ requiresApproval: true });
    const asked = await approval();
    if (how === "cancel") {
      await call("POST", `/v1/campaigns/${id}/cancel`);
    }
    if (how === "change") {
      await call("PATCH", "/v1/templates/spring", { text: "Bye {{firstName}}, {{offer}}" });
    }
    const decided = await call("POST", `/v1/approvals/${asked.id}/${how === "deny" ? "deny" : "approve"}`);
    expect(decided.status).toBe(how === "cancel" ? 409 : 200);
    await platform.tick();
    await drainAll();
    expect(texts()).toEqual([]);
    const { status, error } = await campaign(id);
    expect([status, error?.code]).toEqual(
      {
        deny: ["blocked", "approval_denied"],
        cancel: ["canceled", undefined],
        change: ["blocked", "campaign_changed"],
      }[how],
    );
  });

  it("begins at its time, once, and is canceled with what is not sent", async () => {
    const { begin, platform, drainAll, campaign, texts, call } = await setUp(2);
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const { id, status } = await begin({ sendAt });
    expect(status).toBe("scheduled");
    expect((await call("POST", `/v1/campaigns/${id}/send`)).status).toBe(409);
    await platform.tick();
    expect((await campaign(id)).walked).toBe(0);
    vi.setSystemTime(Date.now() + 3_600_000);
    await platform.tick();
    expect((await campaign(id)).counts).toMatchObject({ queued: 2 });
    const canceled = await call<Campaign>("POST", `/v1/campaigns/${id}/cancel`);
    expect(canceled.body).toMatchObject({ status: "canceled", counts: { canceled: 2 } });
    await drainAll();
    expect(texts()).toEqual([]);
  });

  it("that went to its last message stays sent when somebody cancels it", async () => {
    const { begin, platform, drainAll, campaign, call } = await setUp(2);
    const { id } = await begin();
    await platform.tick();
    await drainAll();
    const before = await campaign(id);
    vi.setSystemTime(Date.now() + 60_000);
    expect((await call<Campaign>("POST", `/v1/campaigns/${id}/cancel`)).body).toEqual(before);
    expect(before).toMatchObject({ status: "sent", counts: { succeeded: 2, canceled: 0 } });
  });

  it("whose page cannot be made is tried less and less often, then given up with a reason, told, and goes on when it is sent again", async () => {
    const { begin, platform, drainAll, campaign, texts, call } = await setUp(2);
    const { id } = await begin();
    const tries = () =>
      platform.database.statements.filter((sql) => sql.includes("failures = failures + 1")).length;
    const began = Date.now();
    const triedAt = async (minute: number) => {
      const before = tries();
      vi.setSystemTime(began + minute * 60_000);
      await platform.tick();
      return tries() - before;
    };
    platform.database.failingOn = /insert into jobs/;
    expect([await triedAt(0), await triedAt(1)]).toEqual([1, 1]);
    const trying = await campaign(id);
    expect([trying.status, trying.error?.code]).toEqual(["sending", "campaign_page_failed"]);
    for (const minute of [2, 4, 8, 16, 32, 64, 124]) {
      expect(minute < 64 ? 0 : await triedAt(minute - 1), `before ${minute}`).toBe(0);
      expect(await triedAt(minute), `${minute}`).toBe(1);
    }
    expect(await triedAt(300)).toBe(0);
    expect((await campaign(id)).error?.code).toBe("campaign_failed");
    const incidents = async (status: string) =>
      (
        await call<{ data: { kind: string; subject: string }[] }>("GET", `/v1/incidents?status=${status}`)
      ).body.data.filter(({ subject }) => subject === id);
    expect(await incidents("open")).toMatchObject([{ kind: "campaign_failed" }]);
    platform.database.failingOn = null;
    await platform.tick();
    await drainAll();
    expect(texts(), "nobody has sent it again").toEqual([]);
    expect((await call<Campaign>("POST", `/v1/campaigns/${id}/send`)).body.status).toBe("sending");
    expect(await incidents("open")).toEqual([]);
    expect((await call("POST", `/v1/campaigns/${id}/send`)).status).toBe(409);
    await platform.tick();
    await drainAll();
    expect(texts()).toEqual([0, 1].map((place) => footed(`Hello P${place}, 10 % off`)));
    expect(await campaign(id)).toMatchObject({ status: "sent", error: null });
  });

  it("is changed and deleted while it is a draft, and neither once it has begun", async () => {
    const { draft, call, campaign, texts, platform, drainAll } = await setUp(1);
    const { id } = (await draft({ sendAt: new Date(Date.now() + 60_000).toISOString() })).body;
    const path = `/v1/campaigns/${id}`;
    const patch = (body: unknown) => call<{ errors?: { path: string }[] }>("PATCH", path, body);
    expect((await patch({ channel: "sms" })).body.errors?.[0]?.path).toBe("body.template");
    const changed = await patch({ name: "Summer", sendAt: null, data: { offer: "20 % off" } });
    expect(changed.body).toMatchObject({ name: "Summer", sendAt: null, status: "draft" });
    await call("POST", `${path}/send`);
    await platform.tick();
    await drainAll();
    expect(texts()).toEqual([footed("Hello P0, 20 % off")]);
    expect((await patch({ name: "Autumn" })).status).toBe(409);
    expect((await call("DELETE", path)).status).toBe(409);
    expect(await campaign(id)).toMatchObject({ name: "Summer", status: "sent" });
    const other = (await draft()).body.id;
    expect((await call("DELETE", `/v1/campaigns/${other}`)).status).toBe(204);
    expect((await call("POST", `/v1/campaigns/${other}/send`)).status).toBe(404);
  });

  it("that is deleted or changed in the moment in which it begins leaves no question behind", async () => {
    const { draft, call, platform, sent } = await setUp(1, { channel: "email" });
    const count = async () =>
      await platform.env.DB.prepare(
        "select (select count(*) from approvals) + (select count(*) from batches) as count",
      ).first("count");
    const before = await count();
    for (const gone of ["delete from campaigns", "update campaigns set name = 'Other'"]) {
      const { id } = (await draft()).body;
      platform.database.beforeBatch = async () => {
        await platform.env.DB.prepare(gone).run();
      };
      expect((await call("POST", `/v1/campaigns/${id}/send`)).status).toBe(409);
      platform.database.beforeBatch = null;
    }
    expect([await count(), sent]).toEqual([before, []]);
  });

  it("is refused by field where it has nobody to go to or the wrong template, and nothing is sent", async () => {
    const { draft, call, platform } = await setUp(0);
    const sms = { name: "texts", channel: "sms", text: "Hi" };
    await call("POST", "/v1/templates", sms);
    const paths = async (answer: { status: number; body: unknown }) => [
      answer.status,
      (answer.body as { errors?: { path: string }[] }).errors?.[0]?.path,
    ];
    expect(await paths(await draft({ template: "texts" }))).toEqual([422, "body.template"]);
    expect(await paths(await draft({ template: "none-such" }))).toEqual([422, "body.template"]);
    const lost = (await draft({ segmentId: "seg_01m7xzgkhsfpa9gydfp7520p1w" })).body.id;
    expect(await paths(await call("POST", `/v1/campaigns/${lost}/send`))).toEqual([422, "body.segmentId"]);
    const { body } = await draft({ template: "texts", channel: "sms" });
    expect(await paths(await call("POST", `/v1/campaigns/${body.id}/send`))).toEqual([422, "body.segmentId"]);
    expect(platform.jobs).toEqual([]);
  });

  it("is not begun where its template is kept at another provider than the channel's", async () => {
    const { call, draft } = await setUp(1);
    for (const [provider, id, status] of [
      ["sendgrid", "d-f43daeeaef504760851f727007e0b5d0", 422],
      ["resend", "spring", 202],
    ] as const) {
      await call("POST", "/v1/templates", {
        name: `kept-at-${provider}`,
        channel: "email",
        providerTemplate: { provider, id },
      });
      const { body } = await draft({ template: `kept-at-${provider}` });
      expect((await call("POST", `/v1/campaigns/${body.id}/send`)).status).toBe(status);
    }
  });
});

/** Many contacts in few statements. */
async function crowd(platform: typeof last.platform, { key }: { key: string }, count: number): Promise<void> {
  const { body } = await platform.call<{ id: string }>("GET", "/v1/organization", { token: key });
  await platform.env.DB.batch([
    platform.env.DB.prepare(
      `insert into contacts (org_id, id, first_name, tags, custom_fields, created_at, updated_at)
       select ?1, 'con_' || printf('%026d', value), 'C' || value, '[]', '{}', 1, 1 from json_each(?2)`,
    ).bind(body.id, JSON.stringify(Array.from({ length: count }, (_, place) => place))),
    platform.env.DB.prepare(
      `insert into contact_identities (org_id, channel, address, contact_id)
       select ?1, 'email', first_name || '@crowd.example', id from contacts where org_id = ?1 and id like 'con_0%'
         and created_at = 1`,
    ).bind(body.id),
  ]);
}
