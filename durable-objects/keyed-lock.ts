import { DurableObject } from "cloudflare:workers";
import { MESSAGE_VERSION, requireVersion } from "../shared/gates/version.ts";
import type { AcquireLock, KeyedLockRpc, LockAnswer, ReleaseLock } from "../shared/locks/messages.ts";

const v = MESSAGE_VERSION;

interface Held {
  readonly [column: string]: SqlStorageValue;
  readonly token: string;
  readonly fence: number;
  readonly until: number;
}

/**
 * The lock of one key: whoever holds it does what must not run twice at once. It is free again when its time is over, so
 * that a holder that died keeps nobody out. Nobody waits in here: who comes in vain is told when to ask again.
 */
export class KeyedLock extends DurableObject<Env> implements KeyedLockRpc {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.storage.sql.exec(
      "create table if not exists lock (id integer primary key, token text not null, fence integer not null, until integer not null)",
    );
  }

  acquire(request: AcquireLock): LockAnswer {
    requireVersion(request, "KeyedLock.acquire");
    const now = Date.now();
    const held = this.#held();
    if (held !== null && held.until > now && held.token !== request.token) {
      return { v, held: false, freeInMs: held.until - now };
    }
    const isOwn = held !== null && held.until > now;
    const fence = isOwn ? held.fence : (held?.fence ?? 0) + 1;
    this.ctx.storage.sql.exec(
      "insert into lock (id, token, fence, until) values (1, ?1, ?2, ?3) on conflict (id) do update set token = ?1, fence = ?2, until = ?3",
      request.token,
      fence,
      now + request.ttlMs,
    );
    return { v, held: true, fence };
  }

  release(request: ReleaseLock): void {
    requireVersion(request, "KeyedLock.release");
    // the row stays: fences must not begin anew
    this.ctx.storage.sql.exec("update lock set until = 0 where token = ?", request.token);
  }

  #held(): Held | null {
    const [held] = this.ctx.storage.sql.exec<Held>("select token, fence, until from lock").toArray();
    return held ?? null;
  }
}
