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

export async function rememberAnswer(
  { d1 }: Database,
  answer: KeyId & { readonly status: number; readonly body: string; readonly expiresAt: number },
): Promise<void> {
  await d1
    .prepare(
      "update idempotency_keys set status = ?, body = ?, expires_at = ? where principal = ? and id = ?",
    )
    .bind(answer.status, answer.body, answer.expiresAt, answer.principal, answer.id)
    .run();
}

/** Frees the key: the request failed on our side, so the next one is a first one. */
export async function forgetKey({ d1 }: Database, { principal, id }: KeyId): Promise<void> {
  await d1.prepare("delete from idempotency_keys where principal = ? and id = ?").bind(principal, id).run();
}
