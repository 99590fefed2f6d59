import { describe, expect, it } from "vitest";
import { declarationSchema, resolveScheme } from "../../../shared/signatures/declaration.ts";
import { checkSecret, prepareVerifier } from "../../../shared/signatures/prepare.ts";
import { findPreset, headersOf, listPresets, presetFault } from "../../../shared/signatures/presets/index.ts";
import { inexpressible } from "../../../shared/signatures/presets/inexpressible.ts";
import { proofsOf } from "../../../shared/signatures/scheme.ts";
import type { Verdict } from "../../../shared/signatures/verifier.ts";
import { senders } from "./senders.ts";
import { type PresetVector, presetVectors } from "./vectors/preset.ts";
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

  it("give a timestamp five minutes, but where the sender's page or its retries say otherwise", () => {
    const windows = presets.flatMap(({ name }) =>
      proofsOf(resolveScheme({ preset: name })).flatMap((proof) =>
        "timestamp" in proof && proof.timestamp !== undefined && proof.timestamp.pastSeconds !== 300
          ? [[name, proof.timestamp.pastSeconds] as const]
          : [],
      ),
    );
    expect(Object.fromEntries(windows)).toEqual({
      "dropbox-sign": 86_400,
      linear: 60,
      mailgun: 29_100,
      sendgrid: 86_400,
      workos: 180,
    });
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
