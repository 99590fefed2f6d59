import { SECOND_MS } from "../../shared/clock.ts";
import type { SealedSecret } from "../../shared/db/schema/endpoints.ts";
import { Problem } from "../../shared/errors.ts";

const MAX_LIVE_SECRETS = 10;

/**
 * Secrets beside which a new one comes: they expire, those that did are dropped.
 * @throws Problem when ten are live already
 */
export function expiring(
  secrets: readonly SealedSecret[],
  expireOldAfterSeconds: number,
  now: number,
): SealedSecret[] {
  const expiresAt = now + expireOldAfterSeconds * SECOND_MS;
  const old = secrets
    .map((sealed) => ({ ...sealed, expiresAt: Math.min(sealed.expiresAt ?? expiresAt, expiresAt) }))
    .filter((sealed) => sealed.expiresAt > now);
  if (old.length >= MAX_LIVE_SECRETS) {
    throw new Problem(
      "too_many_secrets",
      `At most ${MAX_LIVE_SECRETS} secrets are live at once. Send \`expireOldAfterSeconds: 0\` to revoke the old ones.`,
    );
  }
  return old;
}
