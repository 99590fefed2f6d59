import { createExecutionContext } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { HOUR_MS } from "../../../shared/clock.ts";
import { rejectionCountsOf } from "../../../shared/db/queries/rejections.ts";
import { type Id, newId } from "../../../shared/ids.ts";
import type { RejectedMessage } from "../../../shared/queue/messages.ts";
import { createContext } from "../../../workers/context.ts";
import { recordRejections } from "../../../workers/events/rejections.ts";
import { TestPlatform } from "../../support/platform.ts";

const NOW = 1_800_000_000_000;

async function setUp() {
  const platform = new TestPlatform();
  const { id } = await platform.organization();
  const organizationId = id as Id<"organization">;
  let now = NOW;
  const context = createContext(platform.env, createExecutionContext(), { clock: () => now });
  const refused = (endpointId: Id<"endpoint">, count: number, more: Partial<RejectedMessage> = {}) =>
    Array.from(
      { length: count },
      (): RejectedMessage => ({
        kind: "rejected",
        id: newId("rejection", now),
        organizationId,
        endpointId,
        provider: "github",
        reason: "invalid_signature",
        step: "signature",
        expected: "a signature",
        headers: [["x-hub-signature-256", "sha256=00"]],
        bytes: 2,
        receivedAt: now,
        ...more,
      }),
    );
  const counts = async (endpointId: Id<"endpoint">) =>
    (await rejectionCountsOf(context.db, [endpointId])).get(endpointId);
  const kept = async (endpointId: Id<"endpoint">) =>
    await platform.env.DB.prepare("select count(*) as n from rejections where endpoint_id = ?")
      .bind(endpointId)
      .first<number>("n");
  const later = (ms: number) => {
    now += ms;
  };
  return { platform, context, refused, counts, kept, later };
}

describe("refused requests", () => {
  it("are counted by reason in one row each, however many there are", async () => {
    const { context, refused, counts } = await setUp();
    const endpoint = newId("endpoint", NOW);
    const stale = refused(endpoint, 2, { reason: "stale_timestamp" });
    await recordRejections([...refused(endpoint, 3), ...stale], context);
    await recordRejections(refused(endpoint, 4), context);
    expect(await counts(endpoint)).toEqual({ invalid_signature: 7, stale_timestamp: 2 });
  });

  it("are kept up to a hundred an hour and endpoint, and the count goes on", async () => {
    const { context, refused, counts, kept, later } = await setUp();
    const [first, second] = [newId("endpoint", NOW), newId("endpoint", NOW)];
    await recordRejections([...refused(first, 99), ...refused(second, 1)], context);
    await recordRejections([...refused(first, 30), ...refused(second, 1)], context);
    expect([await kept(first), await kept(second)]).toEqual([100, 2]);
    later(HOUR_MS - 1);
    await recordRejections(refused(first, 1), context);
    expect(await kept(first)).toBe(100);
    later(2);
    await recordRejections(refused(first, 1), context);
    expect(await kept(first)).toBe(101);
    expect(await counts(first)).toEqual({ invalid_signature: 131 });
  });

  it("are no more than a hundred when two consumers record them at once", async () => {
    const { context, refused, counts, kept } = await setUp();
    const endpoint = newId("endpoint", NOW);
    const batches = Array.from({ length: 4 }, () => refused(endpoint, 60));
    await Promise.all(batches.map((batch) => recordRejections(batch, context)));
    expect(await kept(endpoint)).toBe(100);
    expect(await counts(endpoint)).toEqual({ invalid_signature: 240 });
  });

  it("are neither kept nor counted again when the queue delivers them again", async () => {
    const { context, refused, counts, kept } = await setUp();
    const endpoint = newId("endpoint", NOW);
    const batch = refused(endpoint, 5);
    await recordRejections(batch.slice(0, 3), context);
    await recordRejections(batch, context);
    await recordRejections(batch, context);
    expect(await kept(endpoint)).toBe(5);
    expect(await counts(endpoint)).toEqual({ invalid_signature: 5 });
  });

  it("are recorded with the longest headers too", async () => {
    const { context, refused, kept } = await setUp();
    const endpoint = newId("endpoint", NOW);
    await recordRejections(refused(endpoint, 100, { headers: [["x-long", '"'.repeat(24_000)]] }), context);
    expect(await kept(endpoint)).toBe(100);
  });
});
