import type { Versioned } from "../gates/version.ts";

export interface AcquireLock extends Versioned {
  /** The holder's own: who asks again with it, after an answer that was lost, holds the lock still. */
  readonly token: string;
  /** After which the lock is free whatever became of its holder; longer than the work can last. */
  readonly ttlMs: number;
}

/** `fence` rises with every new holder: what is written with a lower one comes too late. */
export type LockAnswer = Versioned &
  ({ readonly held: true; readonly fence: number } | { readonly held: false; readonly freeInMs: number });

export interface ReleaseLock extends Versioned {
  readonly token: string;
}

/** What the lock's object answers, over native RPC. @throws RangeError for messages of a version that it does not know */
export interface KeyedLockRpc {
  acquire(request: AcquireLock): LockAnswer | Promise<LockAnswer>;
  /** Of a holder whose time is over it changes nothing. */
  release(request: ReleaseLock): void | Promise<void>;
}
