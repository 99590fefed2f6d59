import { describe, expect, it } from "vitest";
import { classifyAnswer, classifyFailure } from "../../../shared/call/outcome.ts";

const NOW = Date.UTC(2026, 0, 1);
const provider = {};
const keyed = { idempotency: "key" } as const;
const unkeyed = { idempotency: "none" } as const;

function kindOf(
  status: number,
  action: typeof keyed | typeof unkeyed | null,
  headers: Record<string, string> = {},
) {
  return classifyAnswer(provider, action, { status, headers: new Headers(headers), body: null }, NOW);
}

describe("what an answer's status means", () => {
  it("is success for every 2xx and nothing else", () => {
    for (const status of [200, 201, 202, 204, 299]) {
      expect(kindOf(status, unkeyed).kind).toBe("ok");
    }
    for (const status of [301, 302, 307, 308]) {
      expect(kindOf(status, unkeyed)).toMatchObject({ kind: "refused", code: `http_${status}` });
    }
  });

  it("retries an action without a key only where the provider says that it did nothing", () => {
    for (const status of [408, 425, 503]) {
      expect(kindOf(status, unkeyed).kind).toBe("retry");
    }
    for (const status of [500, 502, 504, 520, 521, 522, 523, 524]) {
      expect(kindOf(status, unkeyed).kind).toBe("uncertain");
      expect(kindOf(status, keyed).kind).toBe("retry");
      expect(kindOf(status, null).kind).toBe("retry");
    }
  });

  it("is a limit for 429, until the time that either form of Retry-After names", () => {
    expect(kindOf(429, unkeyed, { "retry-after": "120" })).toMatchObject({
      kind: "throttle",
      retryAfterMs: 120_000,
    });
    const date = new Date(NOW + 30_000).toUTCString();
    expect(kindOf(429, unkeyed, { "retry-after": date })).toMatchObject({
      kind: "throttle",
      retryAfterMs: 30_000,
    });
    expect(kindOf(429, unkeyed)).toMatchObject({ kind: "throttle", retryAfterMs: null });
  });

  it("is the credential's fault for 401 and the input's for other 4xx", () => {
    expect(kindOf(401, unkeyed).kind).toBe("reauthorise");
    for (const status of [400, 402, 403, 404, 409, 410, 413, 422]) {
      expect(kindOf(status, unkeyed).kind).toBe("refused");
    }
  });

  it("is what the provider's folder says where it knows better", () => {
    const classify = () =>
      ({ kind: "retry", code: "lock_timeout", message: "locked", retryAfterMs: null }) as const;
    const answer = { status: 409, headers: new Headers({ "retry-after": "7" }), body: null };
    expect(classifyAnswer({ classify }, unkeyed, answer, NOW)).toMatchObject({
      kind: "retry",
      code: "lock_timeout",
      retryAfterMs: 7_000,
    });
  });
});

describe("what a call without an answer means", () => {
  it("is a refusal only when no request was begun", () => {
    expect(classifyFailure(unkeyed, { started: 0, failure: null }).kind).toBe("refused");
  });

  it("is a doubt for an action without a key, for a refused connection and a lost answer look the same", () => {
    for (const failure of ["timeout", "network", null] as const) {
      expect(classifyFailure(unkeyed, { started: 1, failure }).kind).toBe("uncertain");
      expect(classifyFailure(keyed, { started: 1, failure }).kind).toBe("retry");
    }
  });
});
