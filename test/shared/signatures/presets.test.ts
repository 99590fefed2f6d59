import { describe, expect, it } from "vitest";
import { customEvents } from "../../../shared/providers/custom/webhook.ts";
import { answerEvent, answerHandshake } from "../../../shared/signatures/answer.ts";
import { declarationSchema, resolveScheme } from "../../../shared/signatures/declaration.ts";
import { checkSecret, prepareVerifier } from "../../../shared/signatures/prepare.ts";
import { findPreset, headersOf, listPresets, presetFault } from "../../../shared/signatures/presets/index.ts";
import { inexpressible } from "../../../shared/signatures/presets/inexpressible.ts";
import { proofsOf } from "../../../shared/signatures/scheme.ts";
import type { Verdict } from "../../../shared/signatures/verifier.ts";
import { senders } from "./senders.ts";
import { ADYEN_BATCH, type PresetVector, presetVectors } from "./vectors/preset.ts";
import { liveSecrets, type RequestParts, signedRequest } from "./verify.ts";

const presets = listPresets();

function verify(
  vector: PresetVector,
  changes: RequestParts = {},
  now = vector.at ?? 1_767_225_600_000,
): Promise<Verdict> {
  const verifier = prepareVerifier(resolveScheme({ preset: vector.preset }), liveSecrets(vector.secret));
  return verifier.verify(signedRequest({ ...vector, ...changes }), now);
}

/** Whether the proof covers the body's bytes, some of its values, or nothing of it. */
function coverOf({ preset, forgedBody, at }: PresetVector): "bytes" | "values" | "nothing" {
  if (forgedBody !== undefined) {
    return "values";
  }
  const kinds = proofsOf(resolveScheme({ preset })).map(({ kind }) => kind);
  // GitLab's signed webhooks are dated, the older ones have a token
  return at === undefined && kinds.some((kind) => kind === "token" || kind === "basic") ? "nothing" : "bytes";
}

describe("The presets", () => {
  it("are all the catalogue's senders, but those that no scheme can say, each with the reason", () => {
    for (const [sender, names] of Object.entries(senders)) {
      const unknown = names.filter((name) => findPreset(name) === null && inexpressible[name] === undefined);
      expect(unknown, sender).toEqual([]);
      expect(names.length, sender).toBeGreaterThan(0);
    }
    const named = new Set(Object.values(senders).flat());
    const all = [...presets.map(({ name }) => name), ...Object.keys(inexpressible)];
    expect(all.filter((name) => !named.has(name))).toEqual([]);
  });

  it("have a name, a label, a page of the vendor and a secret to paste", () => {
    for (const { name, label, docs, secret, headers } of presets) {
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect([label, secret]).not.toContain("");
      expect(new URL(docs).protocol).toBe("https:");
      expect(headers).toEqual(headers.map((header) => header.toLowerCase()));
    }
    expect(presets.map(({ name }) => name)).toEqual(presets.map(({ name }) => name).toSorted());
  });

  it("each have a request that proves them", () => {
    const proven = new Set(presetVectors.map(({ preset }) => preset));
    expect(presets.map(({ name }) => name).filter((name) => !proven.has(name))).toEqual([]);
  });
});

describe.each(presetVectors)("A request of the preset $preset", (vector) => {
  const scheme = resolveScheme({ preset: vector.preset });

  it("is accepted", async () => {
    expect(await checkSecret(scheme, vector.secret)).toBeNull();
    expect(await verify(vector)).toMatchObject({ ok: true, secretId: "sec_1" });
  });

  it("is refused under another key", async () => {
    expect(await verify({ ...vector, secret: vector.wrongSecret })).toMatchObject({
      ok: false,
      reason: "invalid_signature",
    });
  });

  it("is refused when it was tampered with", async () => {
    const cover = coverOf(vector);
    const body = cover === "values" ? vector.forgedBody : `${vector.body} `;
    expect((await verify(vector, { body: body ?? "" })).ok).toBe(cover === "nothing");
  });

  it("is refused without the headers of its proof, or the body where it lies there", async () => {
    const names = headersOf(scheme);
    const kept = Object.entries(vector.headers).filter(([name]) => !names.includes(name.toLowerCase()));
    const url = "https://hooks.example.com/webhooks/custom/ep_1";
    const body = names.length === 0 ? "" : vector.body;
    expect(await verify(vector, { headers: Object.fromEntries(kept), url, body })).toMatchObject({
      reason: "header_missing",
    });
  });

  it("is refused when it is stale or ahead of its time, where it is dated", async () => {
    const { at } = vector;
    if (at === undefined) {
      const undated = proofsOf(scheme).every(
        (proof) => !("timestamp" in proof) || proof.timestamp === undefined,
      );
      // GitLab's older webhooks have the token alone
      expect(undated || vector.preset === "gitlab").toBe(true);
      return;
    }
    for (const now of [at + 90_000_000, at - 90_000_000]) {
      expect(await verify(vector, {}, now)).toMatchObject({ reason: "stale_timestamp" });
    }
  });
});

type Expected = readonly {
  readonly id: string | null;
  readonly type: string;
  readonly time: number | null;
}[];

const NOW = 1_767_225_600_000;

describe("The events of a preset", () => {
  it.each<[preset: string, headers: Record<string, string>, body: unknown, events: Expected]>([
    [
      "shopify",
      {
        "x-shopify-webhook-id": "w1",
        "x-shopify-event-id": "e1",
        "x-shopify-topic": "orders/create",
        "x-shopify-triggered-at": "2026-01-01T00:00:00.123456789Z",
      },
      { id: 820982911946154500 },
      [{ id: "w1", type: "orders/create", time: NOW + 123 }],
    ],
    [
      "shopify",
      { "shopify-webhook-id": "w2", "shopify-topic": "orders/paid" },
      {},
      [{ id: "w2", type: "orders/paid", time: null }],
    ],
    [
      "github",
      { "x-github-delivery": "d1", "x-github-event": "push" },
      {},
      [{ id: "d1", type: "push", time: null }],
    ],
    [
      "gitlab",
      { "idempotency-key": "k1", "x-gitlab-event-uuid": "u1", "x-gitlab-event": "Push Hook" },
      {},
      [{ id: "k1", type: "Push Hook", time: null }],
    ],
    ["gitlab", { "x-gitlab-event-uuid": "u1" }, {}, [{ id: "u1", type: "event", time: null }]],
    [
      "linear",
      { "linear-delivery": "d1" },
      { type: "Issue", action: "create", webhookTimestamp: NOW },
      [{ id: "d1", type: "Issue.create", time: NOW }],
    ],
    [
      "postmark",
      {},
      { RecordType: "Open", MessageID: "m1", ReceivedAt: "2026-01-01T00:00:00Z" },
      [{ id: "Open:m1:2026-01-01T00:00:00Z", type: "Open", time: NOW }],
    ],
    ["postmark", {}, { MessageID: "m1", From: "a@b.c" }, [{ id: null, type: "event", time: null }]],
    [
      "gocardless",
      {},
      {
        events: [
          {
            id: "EV1",
            resource_type: "payments",
            action: "confirmed",
            created_at: "2026-01-01T00:00:00.000Z",
          },
          { id: "EV2", resource_type: "payments", action: "failed" },
        ],
      },
      [
        { id: "EV1", type: "payments.confirmed", time: NOW },
        { id: "EV2", type: "payments.failed", time: null },
      ],
    ],
    [
      "hubspot",
      {},
      [
        {
          eventId: 1,
          subscriptionId: 2,
          objectId: 3,
          occurredAt: NOW,
          subscriptionType: "contact.creation",
          attemptNumber: 1,
        },
      ],
      [{ id: `2:1:3:${NOW}`, type: "contact.creation", time: NOW }],
    ],
    [
      "google-calendar",
      { "x-goog-channel-id": "c1", "x-goog-message-number": "7", "x-goog-resource-state": "exists" },
      undefined,
      [{ id: "c1:7", type: "exists", time: null }],
    ],
    [
      "quickbooks",
      {},
      [{ id: "88cd52aa", type: "qbo.customer.created.v1", time: "2026-01-01T00:00:00Z" }],
      [{ id: "88cd52aa", type: "qbo.customer.created.v1", time: NOW }],
    ],
    ["quickbooks", {}, { eventNotifications: [] }, [{ id: null, type: "event", time: null }]],
    [
      "line",
      {},
      { events: [{ webhookEventId: "01F", type: "message", timestamp: NOW }] },
      [{ id: "01F", type: "message", time: NOW }],
    ],
    [
      "mailgun",
      {},
      { signature: { token: "t1", timestamp: "1767225600" }, "event-data": { id: "e1", event: "delivered" } },
      [{ id: "t1", type: "delivered", time: NOW }],
    ],
    [
      "xero",
      {},
      { events: [{ eventCategory: "INVOICE", eventType: "CREATE" }] },
      [{ id: null, type: "INVOICE.CREATE", time: null }],
    ],
    [
      "adyen",
      {},
      JSON.parse(ADYEN_BATCH),
      [
        { id: "7914073381342284:AUTHORISATION:true", type: "AUTHORISATION", time: NOW },
        { id: "8814073381342299:REFUND:false", type: "REFUND", time: null },
      ],
    ],
  ])("%s are read where the sender puts their identity", (preset, headers, body, events) => {
    const read = customEvents({
      contentType: "application/json",
      headers: new Headers(headers),
      url: new URL("https://hooks.example.com/webhooks/custom/ep_1"),
      bytes: signedRequest({ body: body === undefined ? "" : JSON.stringify(body) }).body,
      receivedAt: NOW,
      scheme: resolveScheme({ preset }),
    });
    expect(read.map(({ id, type, time }) => ({ id, type, time }))).toEqual(events);
  });
});

describe("A handshake of a preset", () => {
  const url = (query: string) => `https://hooks.example.com/webhooks/custom/ep_1?${query}`;
  const json = (value: unknown) => ({ body: JSON.stringify(value) });

  it.each<[preset: string, title: string, request: RequestParts, status: number, body: string]>([
    [
      "meta",
      "echoes its challenge",
      { method: "GET", url: url("hub.mode=subscribe&hub.challenge=115&hub.verify_token=x") },
      200,
      "115",
    ],
    ["dropbox", "echoes its challenge", { method: "GET", url: url("challenge=abc") }, 200, "abc"],
    [
      "okta",
      "echoes a header as JSON",
      { method: "GET", headers: { "x-okta-verification-challenge": 'a"b' } },
      200,
      '{"verification":"a\\"b"}',
    ],
    ["trello", "is a HEAD", { method: "HEAD" }, 200, ""],
    ["intercom", "is a HEAD", { method: "HEAD" }, 200, ""],
    ["discord-interactions", "is a PING", json({ type: 1 }), 200, '{"type":1}'],
    ["discord-events", "is a PING", json({ type: 0 }), 204, ""],
    ["slack", "echoes its challenge", json({ type: "url_verification", challenge: "3eZ" }), 200, "3eZ"],
    ["slack", "is a check of the certificate", { method: "GET", url: url("ssl_check=1") }, 200, ""],
    ["woocommerce", "is a ping", { body: "webhook_id=7" }, 200, ""],
    ["housecall-pro", "is a probe", json({ foo: "bar" }), 200, ""],
    [
      "zoom",
      "signs the plain token",
      json({ event: "endpoint.url_validation", payload: { plainToken: "qgg8vlvZRS6UYooatFL8Aw" } }),
      200,
      '{"plainToken":"qgg8vlvZRS6UYooatFL8Aw","encryptedToken":"af2b71c039092798acffde4bc073be46286db03f4d82bfac9008822d0fac2449"}',
    ],
  ])("%s %s", async (preset, _title, request, status, body) => {
    const given = { verified: request.method === undefined, secret: "test_secret" };
    const answer = await answerHandshake(resolveScheme({ preset }), signedRequest(request), given);
    expect(answer).toMatchObject({ status, body });
  });

  it("braintree signs a challenge that no notification can be, and nothing else", async () => {
    const scheme = resolveScheme({ preset: "braintree" });
    const answer = (challenge: string) =>
      answerHandshake(
        scheme,
        signedRequest({
          method: "GET",
          url: url(new URLSearchParams({ bt_challenge: challenge }).toString()),
        }),
        { verified: false, secret: "pubkey1|privkey1" },
      );
    const challenge = "20f9f8ed05f77439fe955c977e4c8a53";
    const signed = await answer(challenge);
    expect(signed?.body).toBe("pubkey1|d19b6542dbce4b9baccaf1f7fd9c324b78956551");
    const forged = new URLSearchParams({ bt_signature: signed?.body ?? "", bt_payload: challenge });
    const vector = {
      preset: "braintree",
      secret: "pubkey1|privkey1",
      wrongSecret: "",
      headers: {},
      body: forged.toString(),
    };
    expect(await verify(vector)).toMatchObject({ reason: "invalid_signature" });
    for (const other of [
      "",
      "PG5vdGlmaWNhdGlvbj4=\n",
      `${challenge}\n`,
      challenge.toUpperCase(),
      "ab",
      "a".repeat(65),
    ]) {
      expect(await answer(other)).toBeNull();
    }
  });

  it("zoom signs nothing for a request that is not signed itself, nor before there is a secret", async () => {
    const request = signedRequest(
      json({ event: "endpoint.url_validation", payload: { plainToken: "v0:1:{}" } }),
    );
    const scheme = resolveScheme({ preset: "zoom" });
    expect(await answerHandshake(scheme, request, { verified: false, secret: "test_secret" })).toBeNull();
    expect(await answerHandshake(scheme, request, { verified: true, secret: null })).toBeNull();
  });

  it("is no event of the same sender", async () => {
    for (const vector of presetVectors) {
      const scheme = resolveScheme({ preset: vector.preset });
      const given = { verified: true, secret: vector.secret };
      expect(await answerHandshake(scheme, signedRequest(vector), given), vector.preset).toBeNull();
    }
  });
});

describe("The answer to an event of a preset", () => {
  it.each([
    ["adyen", 200, "[accepted]"],
    ["dropbox-sign", 200, "Hello API Event Received"],
    ["xero", 200, ""],
    ["discord-interactions", 200, '{"type":5}'],
    ["discord-events", 204, ""],
  ])("%s is its protocol's", (preset, status, body) => {
    expect(answerEvent(resolveScheme({ preset }), signedRequest({}))).toMatchObject({ status, body });
  });

  it("to a refused one is the status that Xero and GoCardless want", () => {
    expect(resolveScheme({ preset: "xero" }).refusal).toEqual({ status: 401 });
    expect(resolveScheme({ preset: "gocardless" }).refusal).toEqual({ status: 498 });
  });
});

describe("The name of a preset", () => {
  it("that is none is refused, with the nearest one", () => {
    expect(presetFault("shopify")).toBeNull();
    expect(presetFault("shopfy")).toContain('did you mean "shopify"?');
    expect(presetFault("wholly-unknown-sender")).toBe("is no preset? GET /v1/providers/custom lists them");
    for (const name of ["constructor", "__proto__", ""]) {
      expect(presetFault(name)).toMatch(/^is no preset/);
    }
  });

  it("of a sender that no scheme can say is refused with the reason", () => {
    for (const name of Object.keys(inexpressible)) {
      expect(findPreset(name)).toBeNull();
      const issues = declarationSchema.safeParse({ preset: name }).error?.issues;
      expect(JSON.stringify(issues)).toContain("cannot be verified by a scheme");
    }
  });

  it("stands alone", () => {
    expect(declarationSchema.safeParse({ preset: "shopify", id: { json: "/id" } }).success).toBe(false);
  });
});
