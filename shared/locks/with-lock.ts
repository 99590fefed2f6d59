import { MESSAGE_VERSION, requireVersion } from "../gates/version.ts";
import type { Log } from "../log.ts";
import type { KeyedLockRpc } from "./messages.ts";

/** How often somebody who waits asks again. */
const PAUSE_MS = 100;

export interface LockOptions {
  /** Names what must not be done twice at once. */
  readonly key: string;
  /** After which others may go on though the holder has not said that it is done, in ms. */
  readonly ttlMs: number;
  /** How long to wait for the lock, in ms. */
  readonly waitMs: number;
}

export type Locked<T> =
  | { readonly kind: "done"; readonly value: T }
  /** Somebody else held it for all of `waitMs`, or the object did not answer: nothing was done. */
  | { readonly kind: "busy" };

/** The locks of all keys. */
export interface Locks {
  /**
   * Does the work while nobody else does work under the same key.
   * @param work is given the fence: what it writes with a lower one than was written comes too late
   * @throws what `work` throws, after the lock was given back
   */
  withLock<T>(options: LockOptions, work: (fence: number) => Promise<T>): Promise<Locked<T>>;
}

const v = MESSAGE_VERSION;

export function createLocks(
  namespace: DurableObjectNamespace<KeyedLockRpc & Rpc.DurableObjectBranded>,
  log: Log,
): Locks {
  return {
    async withLock({ key, ttlMs, waitMs }, work) {
      const token = crypto.randomUUID();
      const fence = await acquire(token, { key, ttlMs, waitMs });
      if (fence === null) {
        return { kind: "busy" };
      }
      try {
        return { kind: "done", value: await work(fence) };
      } finally {
        await release(key, token);
      }
    },
  };

  async function acquire(token: string, { key, ttlMs, waitMs }: LockOptions): Promise<number | null> {
    for (let waitedMs = 0; ; waitedMs += PAUSE_MS) {
      try {
        const answer = await namespace.getByName(key).acquire({ v, token, ttlMs });
        requireVersion(answer, "acquire");
        if (answer.held) {
          return answer.fence;
        }
      } catch (cause) {
        log.error("lock.unavailable", { step: "acquire" }, cause);
      }
      if (waitedMs + PAUSE_MS > waitMs) {
        return null;
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  async function release(key: string, token: string): Promise<void> {
    try {
      await namespace.getByName(key).release({ v, token });
    } catch (cause) {
      // it frees itself
      log.error("lock.unavailable", { step: "release" }, cause);
    }
  }
}
