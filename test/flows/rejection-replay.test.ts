import { createExecutionContext } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createContext } from "../../workers/context.ts";
import { purgeRejected, REJECTED_BODY_TTL_MS } from "../../workers/cron/jobs/purge-rejected-bodies.ts";
import { TestPlatform } from "../support/platform.ts";
import { bytes, stripeHeaders } from "../support/sign.ts";
import { createEndpoint, events, GITHUB_SECRET, push, rawBytes } from "../support/webhooks.ts";

afterEach(() => {
  vi.useRealTimers();
});

interface RejectionView {
  readonly id: string;
  readonly hasBody: boolean;
  readonly bytes: number;
  readonly replayedAs: string | null;
  readonly url: string;
}

const HOUR_MS = 3_600_000;

/** The one job of the schedule, for the others would find what other tests left. */
async function purge(platform: TestPlatform): Promise<void> {
  await purgeRejected(createContext(platform.env, createExecutionContext()));
}

async function setUp(body?: Record<string, unknown>) {
  const platform = new TestPlatform();
  const { key } = await platform.organization();
  const endpoint = await createEndpoint(platform, key, body);
  const call = <T = Record<string, unknown>>(method: string, path: string, content?: unknown) =>
    platform.call<T>(method, path, { token: key, ...(content === undefined ? {} : { body: content }) });
  const rejections = async () =>
    (await call<{ data: RejectionView[] }>("GET", `/v1/rejections?endpointId=${endpoint.id}`)).body.data;
  const replay = (id: string) =>
    call<{ id: string; code: string; detail: string }>("POST", `/v1/rejections/${id}/replay`);
  const setSecret = (secret: string) =>
    call("POST", `/v1/endpoints/${endpoint.id}/rotate-secret`, { secret, expireOldAfterSeconds: 0 });
  return { platform, key, endpoint, call, rejections, replay, setSecret };
}

/** The one rejection of an endpoint. */
async function only(platform: TestPlatform, rejections: () => Promise<RejectionView[]>) {
  await platform.drain();
  const [rejection, ...others] = await rejections();
  expect(others).toEqual([]);
  if (rejection === undefined) {
    throw new Error("nothing was refused");
  }
  return rejection;
}

describe("a refused webhook", () => {
  it("is taken by a replay once the secret was mended, byte for byte, as of the time received, and only once", async () => {
    const { platform, key, endpoint, rejections, replay, setSecret } = await setUp({
      provider: "stripe",
      secret: "whsec_wrong",
    });
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    const body = bytes('{"id":"evt_replayed","type":"customer.created","data":{"object":{"name":"Zoë"}}}');
    const at = Math.floor(Date.now() / 1_000);
    const refused = await platform.fetch(endpoint.path, {
      method: "POST",
      headers: await stripeHeaders(body, { secret: "whsec_right", at }),
      body,
    });
    expect(refused.status).toBe(401);
    const rejection = await only(platform, rejections);
    expect(rejection).toMatchObject({ hasBody: true, replayedAs: null, bytes: body.byteLength });

    const early = await replay(rejection.id);
    expect(early).toMatchObject({ status: 409, body: { code: "still_refused" } });
    expect(early.body.detail).toContain("signature");

    // long after the timestamp's five minutes
    vi.setSystemTime(Date.now() + HOUR_MS);
    await setSecret("whsec_right");
    const taken = await replay(rejection.id);
    expect(taken.status).toBe(202);
    expect((await replay(rejection.id)).body.id).toBe(taken.body.id);
    await platform.drain();
    const stored = await events(platform, key);
    expect(stored).toMatchObject([{ id: taken.body.id, type: "stripe.customer.created" }]);
    expect(await rawBytes(platform, key, taken.body.id)).toEqual(body);
    expect((await rejections())[0]).toMatchObject({ replayedAs: taken.body.id });
  });

  it("does not burn the event's id: the sender's own retry and the replay are one event", async () => {
    const { platform, key, endpoint, rejections, replay, setSecret } = await setUp();
    await push(platform, endpoint, '{"action":"opened"}', { secret: "other", delivery: "d-1" });
    const rejection = await only(platform, rejections);
    await setSecret("other");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 6_000 });
    expect(
      (await push(platform, endpoint, '{"action":"opened"}', { secret: "other", delivery: "d-1" })).status,
    ).toBe(200);
    expect((await replay(rejection.id)).status).toBe(202);
    await platform.drain();
    expect(await events(platform, key)).toMatchObject([{ providerEventId: "d-1", duplicates: 1 }]);
  });

  it("is kept up to the size of a queue message, and above it without its body: nothing unverified reaches R2", async () => {
    const { platform, key, endpoint, call, rejections, replay, setSecret } = await setUp();
    const body = bytes(JSON.stringify({ action: "opened", padding: "ü".repeat(50_000) }));
    await push(platform, endpoint, body, { secret: "other" });
    const rejection = await only(platform, rejections);
    const raw = await platform.fetch(`/v1/rejections/${rejection.id}/raw`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(new Uint8Array(await raw.arrayBuffer())).toEqual(body);
    const before = (await platform.env.BODIES.list()).objects.length;
    await push(platform, endpoint, JSON.stringify({ padding: "x".repeat(300_000) }), { secret: "other" });
    await platform.drain();
    expect((await platform.env.BODIES.list()).objects).toHaveLength(before);
    const [large] = await rejections();
    expect(large).toMatchObject({ hasBody: false, bytes: 300_014 });
    expect((await call("GET", `/v1/rejections/${large?.id}/raw`)).status).toBe(410);
    await setSecret("other");
    const { body: taken } = await replay(rejection.id);
    await platform.drain();
    expect(await rawBytes(platform, key, taken.id)).toEqual(body);
  });

  it("keeps an empty body, and one that is no text", async () => {
    const { platform, endpoint, rejections, replay, setSecret, key } = await setUp();
    const body = Uint8Array.from([0xef, 0xbb, 0xbf, 0x7b, 0xff, 0x7d]);
    await push(platform, endpoint, body, { secret: "other", delivery: "d-bytes" });
    await push(platform, endpoint, "", { secret: "other", delivery: "d-empty" });
    await platform.drain();
    await setSecret("other");
    for (const { id } of await rejections()) {
      expect((await replay(id)).status).toBe(202);
    }
    await platform.drain();
    expect((await events(platform, key)).map(({ type }) => type)).toEqual([
      "github.unparsed",
      "github.unparsed",
    ]);
  });

  it("loses its body after 72 hours and stays as evidence", async () => {
    const { platform, endpoint, call, rejections, replay } = await setUp();
    await push(platform, endpoint, "{}", { secret: "other" });
    await push(platform, endpoint, JSON.stringify({ padding: "x".repeat(20_000) }), { secret: "other" });
    await platform.drain();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + REJECTED_BODY_TTL_MS - HOUR_MS });
    await purge(platform);
    expect((await rejections()).map(({ hasBody }) => hasBody)).toEqual([true, true]);
    vi.setSystemTime(Date.now() + 2 * HOUR_MS);
    await purge(platform);
    const left = await rejections();
    expect(left.map(({ hasBody }) => hasBody)).toEqual([false, false]);
    for (const { id } of left) {
      expect(await replay(id)).toMatchObject({ status: 410, body: { code: "body_gone" } });
      expect((await call("GET", `/v1/rejections/${id}/raw`)).status).toBe(410);
    }
  });

  it("cannot be replayed where the sender proves itself by the secret alone, which is never kept", async () => {
    const { platform, endpoint, rejections, replay, setSecret } = await setUp({
      provider: "flodesk",
      secret: "tok_wrong",
    });
    await platform.fetch(`${endpoint.path}?token=tok_right`, { method: "POST", body: "{}" });
    const rejection = await only(platform, rejections);
    expect(JSON.stringify(rejection)).not.toContain("tok_right");
    await setSecret("tok_right");
    const answer = await replay(rejection.id);
    expect(answer).toMatchObject({ status: 409, body: { code: "still_refused" } });
    expect(answer.body.detail).toContain("send the webhook again");
  });

  it("writes three rows, and a fourth for the index that finds its body, however large the body", async () => {
    const { platform, endpoint } = await setUp();
    await push(platform, endpoint, "{}", { secret: "other" });
    platform.database.rowsWritten = 0;
    await platform.drain();
    expect(platform.database.rowsWritten).toBeLessThanOrEqual(4);
  });

  it("keeps no more than 1 MB of bodies an hour and endpoint, and counts and shows the rest", async () => {
    const { platform, endpoint, call, rejections } = await setUp();
    const large = JSON.stringify({ padding: "x".repeat(100_000) });
    for (let round = 0; round < 14; round += 1) {
      await push(platform, endpoint, large, { secret: "other" });
    }
    await platform.drain();
    const { body } = await call<{ rejected: Record<string, number> }>("GET", `/v1/endpoints/${endpoint.id}`);
    expect(body.rejected).toEqual({ invalid_signature: 14 });
    const kept = (await rejections()).map(({ hasBody }) => hasBody);
    expect(kept).toEqual([...Array(4).fill(false), ...Array(10).fill(true)]);
  });
});

describe("the dry run of a captured request", () => {
  it("names the step that fails and what it expected, and reveals no secret", async () => {
    const { endpoint, call } = await setUp({ provider: "stripe", secret: "whsec_right" });
    const body = '{"id":"evt_1","type":"customer.created"}';
    const at = Math.floor(Date.now() / 1_000);
    const verify = (headers: Record<string, string>, more: Record<string, unknown> = {}) =>
      call<{
        ok: boolean;
        steps: { step: string; ok: boolean | null; expected: string | null }[];
        events: unknown[];
      }>("POST", `/v1/endpoints/${endpoint.id}/verify`, { headers, body, ...more });
    const good = await stripeHeaders(bytes(body), { secret: "whsec_right", at });
    expect((await verify(good)).body).toMatchObject({
      ok: true,
      reason: null,
      events: [{ id: "evt_1", type: "stripe.customer.created" }],
    });
    const wrong = await verify(await stripeHeaders(bytes(body), { secret: "whsec_other", at }));
    expect(wrong.body).toMatchObject({
      ok: false,
      reason: "invalid_signature",
      steps: [{ ok: true }, { ok: true }, { ok: true }, { step: "signature", ok: false }],
      events: [],
    });
    expect(JSON.stringify(wrong.body)).not.toMatch(/whsec_right|[0-9a-f]{64}/);
    expect((await verify({})).body).toMatchObject({
      reason: "header_missing",
      steps: [{ ok: true }, { step: "header", ok: false }, { ok: null }, { ok: null }],
    });
    const stale = await verify(await stripeHeaders(bytes(body), { secret: "whsec_right", at: at - 400 }));
    expect(stale.body).toMatchObject({ reason: "stale_timestamp" });
    const old = await verify(await stripeHeaders(bytes(body), { secret: "whsec_right", at: at - 400 }), {
      receivedAt: new Date((at - 400) * 1_000).toISOString(),
    });
    expect(old.body).toMatchObject({ ok: true });
    const exact = await verify(good, { body: undefined, bodyBase64: btoa(body) });
    expect(exact.body).toMatchObject({ ok: true });
    expect((await verify(good, { bodyBase64: btoa(body) })).status).toBe(422);
    expect((await verify({ "bad name": "x" })).status).toBe(422);
  });

  it("stores nothing, and says of a probe that it is none of an event", async () => {
    const { platform, key, endpoint, call } = await setUp({ provider: "slack", secret: GITHUB_SECRET });
    const { body } = await call<{ handshake: boolean }>("POST", `/v1/endpoints/${endpoint.id}/verify`, {
      headers: { "content-type": "application/json" },
      body: '{"type":"url_verification","challenge":"abc"}',
    });
    expect(body.handshake).toBe(true);
    await platform.drain();
    expect(await events(platform, key)).toEqual([]);
  });
});
