import { and, eq } from "drizzle-orm";
import type { Database } from "../client.ts";
import { idempotencyKeys } from "../schema/idempotency.ts";

interface KeyId {
  readonly principal: string;
  readonly id: string;
}

export type Claim =
  | { readonly kind: "claimed" }
  | { readonly kind: "running"; readonly expiresAt: number }
  | {
      readonly kind: "answered";
      readonly fingerprint: string;
      readonly status: number;
      readonly body: string;
    };

/** Takes the key for a first request, atomically, or says what became of the first one. */
export async function claimKey(
  { orm, d1 }: Database,
  claim: KeyId & { readonly fingerprint: string; readonly now: number; readonly expiresAt: number },
): Promise<Claim> {
  const { meta } = await d1
    .prepare(
      `insert into idempotency_keys (principal, id, fingerprint, expires_at) values (?1, ?2, ?3, ?4)
       on conflict (principal, id) do update set
         fingerprint = excluded.fingerprint, status = null, body = null, expires_at = excluded.expires_at
       where idempotency_keys.expires_at <= ?5`,
    )
    .bind(claim.principal, claim.id, claim.fingerprint, claim.expiresAt, claim.now)
    .run();
  if (meta.changes > 0) {
    return { kind: "claimed" };
  }
  const [row] = await orm
    .select()
    .from(idempotencyKeys)
    .where(and(eq(idempotencyKeys.principal, claim.principal), eq(idempotencyKeys.id, claim.id)))
    .limit(1);
  if (row?.status == null) {
    return { kind: "running", expiresAt: row?.expiresAt ?? claim.now };
  }
  return { kind: "answered", fingerprint: row.fingerprint, status: row.status, body: row.body ?? "" };
}

/** A key that this request holds until `claimedUntil`, ms since the epoch: then another may have taken it. */
export interface HeldKey extends KeyId {
  readonly claimedUntil: number;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** ms since the epoch */
  readonly expiresAt: number;
}

/**
 * Statements that record the first answer, to be committed in one batch with what the request did. The batch fails as a
 * whole where the key is not held any more: its first statement then inserts a null that the table does not take.
 */
export function recordAnswer({ d1 }: Database, key: HeldKey, answer: Answer): D1PreparedStatement[] {
  return [
    d1
      .prepare(
        `insert into idempotency_keys (principal, id, fingerprint, expires_at) select ?1, ?2, null, 0
         where not exists (select 1 from idempotency_keys
           where principal = ?1 and id = ?2 and expires_at = ?3 and status is null)`,
      )
      .bind(key.principal, key.id, key.claimedUntil),
    answerStatement(d1, key, answer),
  ];
}

/** Records the first answer; nothing where the key is not held any more. */
export async function rememberAnswer({ d1 }: Database, key: HeldKey, answer: Answer): Promise<void> {
  await answerStatement(d1, key, answer).run();
}

function answerStatement(d1: D1Database, key: HeldKey, answer: Answer): D1PreparedStatement {
  return d1
    .prepare(
      `update idempotency_keys set status = ?, body = ?, expires_at = ?
       where principal = ? and id = ? and expires_at = ? and status is null`,
    )
    .bind(answer.status, answer.body, answer.expiresAt, key.principal, key.id, key.claimedUntil);
}

/** Frees a key that is still held: the request failed on our side, so the next one is a first one. */
export async function forgetKey({ d1 }: Database, key: HeldKey): Promise<void> {
  await d1
    .prepare(
      "delete from idempotency_keys where principal = ? and id = ? and expires_at = ? and status is null",
    )
    .bind(key.principal, key.id, key.claimedUntil)
    .run();
}
