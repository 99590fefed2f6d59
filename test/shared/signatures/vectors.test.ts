import { describe, expect, it } from "vitest";
import { utf8ToBytes } from "../../../shared/crypto/bytes.ts";
import type { Scheme } from "../../../shared/signatures/scheme.ts";
import type { Verdict } from "../../../shared/signatures/verifier.ts";
import type { Vector } from "./vectors/vector.ts";
import { vectors } from "./vectors.ts";
import { parsed, type RequestParts, verdictOn } from "./verify.ts";

function verify(vector: Vector, changes: RequestParts = {}, now = vector.at ?? 0): Promise<Verdict> {
  return verdictOn({ scheme: vector.scheme, secret: vector.secret, now }, { ...vector, ...changes });
}

function timestampOf(vector: Vector): NonNullable<Extract<Scheme, { timestamp?: unknown }>["timestamp"]> {
  const scheme = parsed(vector.scheme);
  if (!("timestamp" in scheme) || scheme.timestamp === undefined) {
    throw new Error(`${vector.sender} has no timestamp.`);
  }
  return scheme.timestamp;
}

/** Every body that differs in one byte, thinned out where there are many. */
function tamperedBodies({ body }: Vector): readonly Uint8Array[] {
  const bytes = utf8ToBytes(body);
  const step = Math.max(1, Math.floor(bytes.length / 20));
  return Array.from({ length: Math.ceil(bytes.length / step) }, (_, index) =>
    bytes.with(index * step, (bytes[index * step] ?? 0) ^ 1),
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe.each(vectors)("A request signed by $sender", (vector) => {
  it("is accepted, and says which secret matched and when it was signed", async () => {
    expect(await verify(vector)).toEqual({ ok: true, secretId: "sec_1", signedAt: vector.at ?? null });
  });

  it("is refused under another secret", async () => {
    expect(await verify({ ...vector, secret: vector.wrongSecret })).toMatchObject({
      reason: "invalid_signature",
      step: "signature",
    });
  });

  it("is refused without its headers and body", async () => {
    const nothing = { headers: {}, body: "" };
    expect(await verify(vector, nothing)).toMatchObject({
      reason: "header_missing",
    });
  });
});

describe.each(
  vectors.filter(({ forgedBody }) => forgedBody === undefined),
)("A body signed by $sender", (vector) => {
  it("is refused with any one byte changed", async () => {
    for (const body of tamperedBodies(vector)) {
      expect(await verify(vector, { body })).toMatchObject({ ok: false });
    }
  });

  it("is refused with a byte more", async () => {
    const body = `${vector.body} `;
    expect(await verify(vector, { body })).toMatchObject({ ok: false });
  });
});

describe.each(
  vectors.filter(({ body, forgedBody }) => forgedBody === undefined && isJson(body)),
)("JSON signed by $sender", (vector) => {
  it("is refused when it was parsed and written again in another layout", async () => {
    const body = JSON.stringify(JSON.parse(vector.body), null, 2);
    expect(await verify(vector, { body })).toMatchObject({
      reason: "invalid_signature",
      step: "signature",
    });
  });
});

describe.each(
  vectors.filter(({ forgedBody }) => forgedBody !== undefined),
)("Values signed by $sender", (vector) => {
  it("are refused when one is changed", async () => {
    const { forgedBody = "" } = vector;
    expect(forgedBody).not.toBe(vector.body);
    expect(await verify(vector, { body: forgedBody })).toMatchObject({
      reason: "invalid_signature",
      step: "signature",
    });
  });
});

describe.each(vectors.filter(({ url }) => url !== undefined))("The URL signed by $sender", (vector) => {
  it("is refused with a parameter more", async () => {
    const url = new URL(vector.url ?? "");
    url.searchParams.append("more", "1");
    expect(await verify(vector, { url: url.href })).toMatchObject({
      reason: "invalid_signature",
      step: "signature",
    });
  });
});

describe.each(vectors.filter(({ at }) => at !== undefined))("The timestamp signed by $sender", (vector) => {
  const { pastSeconds, futureSeconds } = timestampOf(vector);
  const at = vector.at ?? 0;

  it("is accepted at both ends of the window", async () => {
    for (const now of [at + pastSeconds * 1000, at - futureSeconds * 1000]) {
      expect(await verify(vector, {}, now)).toMatchObject({ ok: true });
    }
  });

  it("is refused a second beyond either end", async () => {
    for (const now of [at + (pastSeconds + 1) * 1000, at - (futureSeconds + 1) * 1000]) {
      expect(await verify(vector, {}, now)).toMatchObject({
        reason: "stale_timestamp",
        step: "timestamp",
      });
    }
  });
});
