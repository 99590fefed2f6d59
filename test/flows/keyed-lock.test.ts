import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createContext } from "../../workers/context.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
});

afterEach(() => {
  vi.useRealTimers();
});

const { locks } = createContext(env, createExecutionContext());
const lockOf = () => ({ key: crypto.randomUUID(), ttlMs: 30_000, waitMs: 0 });
/** A holder that never comes back. */
const die = async (key: string, token: string) =>
  await env.KEYED_LOCK.getByName(key).acquire({ v: 1, token, ttlMs: 30_000 });

describe("work under one key", () => {
  it("that finds or creates, fifty times at once, creates one; every other finds it or is told to come back", async () => {
    const lock = { ...lockOf(), waitMs: 200 };
    let made: number | null = null;
    let created = 0;
    const found = await Promise.all(
      Array.from({ length: 50 }, () =>
        locks.withLock(lock, async () => {
          const before = made;
          await Promise.resolve();
          if (before === null) {
            created += 1;
            made = created;
          }
          return made;
        }),
      ),
    );
    expect(created).toBe(1);
    const done = found.flatMap((one) => (one.kind === "done" ? [one.value] : []));
    expect(done.length).toBeGreaterThan(0);
    expect(new Set(done)).toEqual(new Set([1]));
  });

  it("is free again when it ended or threw, with a higher fence; other keys are not concerned", async () => {
    const lock = lockOf();
    const fences: number[] = [];
    const note = async (fence: number) => {
      fences.push(fence);
      expect((await locks.withLock(lock, note)).kind).toBe("busy");
      expect((await locks.withLock(lockOf(), async () => 1)).kind).toBe("done");
    };
    await locks.withLock(lock, note);
    await expect(locks.withLock(lock, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    await locks.withLock(lock, note);
    expect(fences).toEqual([1, 3]);
  });

  it("goes on without a holder that died once its time is over, and its late release changes nothing", async () => {
    const lock = lockOf();
    expect(await die(lock.key, "dead")).toMatchObject({ held: true, fence: 1 });
    expect((await locks.withLock(lock, async () => 1)).kind).toBe("busy");
    vi.setSystemTime(Date.now() + 30_000);
    const taken = await locks.withLock(lock, async (fence) => {
      await env.KEYED_LOCK.getByName(lock.key).release({ v: 1, token: "dead" });
      return [fence, (await locks.withLock(lock, async () => 1)).kind];
    });
    expect(taken).toEqual({ kind: "done", value: [2, "busy"] });
  });

  it("is still its holder's who asks again after a lost answer", async () => {
    const lock = lockOf();
    const first = await die(lock.key, "own");
    expect(await die(lock.key, "own")).toEqual(first);
  });
});
