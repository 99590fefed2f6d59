import { describe, expect, it } from "vitest";
import { attemptDelivery } from "../../../shared/destinations/attempt.ts";
import { newStandardSecret, prepareSigner } from "../../../shared/signatures/standard-signature.ts";

/** An attempt at a destination that answers so, with little patience. */
async function attempt(fetch: typeof globalThis.fetch) {
  const signer = await prepareSigner([newStandardSecret()]);
  return await attemptDelivery({ url: "https://app.example.com/", signer, id: "evt_1", body: "{}" }, 0, {
    fetch,
    clock: () => 0,
    exempt: [],
    timeoutMs: 50,
    dohUrl: null,
  });
}

/** A body that drips for ever. */
function dripping(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new Uint8Array([0x61]));
    },
  });
}

function hanging(signal: AbortSignal | null | undefined): Promise<Response> {
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(new Error("aborted")));
  });
}

describe("an attempt", () => {
  it("ends in time though the destination never answers", async () => {
    const { attempted, attempt: made } = await attempt((_, init) => hanging(init?.signal));
    expect(attempted).toEqual({ kind: "failed", reason: "timeout" });
    expect(made).toMatchObject({ httpStatus: null, error: "timeout", response: null });
  });

  it("ends in time though the body never does, and is no success", async () => {
    const { attempted } = await attempt(async () => new Response(dripping(), { status: 200 }));
    expect(attempted).toEqual({ kind: "failed", reason: "timeout" });
  });

  it("reads no more than it keeps of an endless body, and is a success by its status", async () => {
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(8_192).fill(0x61));
      },
    });
    const { attempted, attempt: made } = await attempt(async () => new Response(endless, { status: 200 }));
    expect(attempted).toMatchObject({ kind: "answered", status: 200 });
    expect(made.response).toHaveLength(16_384);
    expect(pulled).toBeLessThanOrEqual(5);
  });

  it("says when a destination cannot be reached, and keeps what is no text readable", async () => {
    const broken = await attempt(async () => {
      throw new TypeError("connection refused");
    });
    expect(broken.attempted).toEqual({ kind: "failed", reason: "unreachable" });
    const binary = await attempt(async () => new Response(new Uint8Array([0xff, 0x61]), { status: 200 }));
    expect(binary.attempt.response).toBe("\ufffda");
  });
});
