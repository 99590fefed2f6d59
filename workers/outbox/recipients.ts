import { DAY_MS, HOUR_MS } from "../../shared/clock.ts";
import type { ContactPoint, ContactState } from "../../shared/db/queries/contact-states.ts";
import type { JobRow } from "../../shared/db/queries/jobs.ts";
import { maskAddress } from "../../shared/model/address.ts";
import type { JobError } from "../../shared/model/job.ts";
import { addressesIn } from "../../shared/outbox/recipients.ts";
import { NEVER_AWAKE, type QuietHold, quietHoldOfAll, reachOf } from "../../shared/policy/recipients.ts";
import { findProvider } from "../../shared/providers/registry.ts";

/** Every address that the job is for: the one of its row, or several that its input names. */
export function recipientsOf({
  organizationId,
  channel,
  address,
  provider,
  input,
}: JobRow): readonly ContactPoint[] {
  if (channel === null) {
    return [];
  }
  const rule = findProvider(provider)?.channels?.[channel];
  const addresses = address === null ? addressesIn(input, { channel, rule }) : [address];
  return addresses.map((one) => ({ organizationId, channel, address: one }));
}

/** What speaks against reaching a job's recipients now. */
export type Objection =
  | { readonly kind: "blocked"; readonly error: JobError }
  | {
      readonly kind: "waits";
      readonly gate: "consent" | "quiet_hours";
      readonly reason: string;
      readonly waitMs: number;
    };

/** Between two looks whether somebody has decided what a recipient's words mean. */
const REVIEW_WAIT_MS = 4 * HOUR_MS;
/** News that waited longer are none. */
const REVIEW_HOLD_MS = 10 * DAY_MS;

/** Suppressions, consents and quiet hours of each recipient; null where none of them speaks against it. */
export function objectionTo(job: JobRow, known: readonly ContactState[], now: number): Objection | null {
  const { channel, topic, essential, category } = job;
  if (channel === null) {
    return null;
  }
  const approach = { channel, topic, essential, category, now };
  const reach = reachOf(known, approach);
  switch (reach.kind) {
    case "refused":
      return blocked(reach.reason, known.length === 1 ? ALONE : amongOthers(reach.recipient, known.length));
    case "in_doubt":
      return now - (job.sendAt ?? job.createdAt) < REVIEW_HOLD_MS
        ? { kind: "waits", gate: "consent", reason: "opt_out_review", waitMs: REVIEW_WAIT_MS }
        : blocked("opt_out_review", ALONE);
    case "open":
      return quietObjection(quietHoldOfAll(known, approach), now);
  }
}

function quietObjection(hold: QuietHold, now: number): Objection | null {
  switch (hold.kind) {
    case "none":
      return null;
    case "until":
      return { kind: "waits", gate: "quiet_hours", reason: "quiet_hours", waitMs: hold.until - now };
    case "never":
      return blocked("quiet_hours", NEVER_AWAKE);
  }
}

const ALONE = "A recipient must not be contacted over this channel.";

/** Whoever reads the job learns whom to leave out, and not their address. */
function amongOthers({ address }: ContactState, count: number): string {
  return `One of ${count} recipients, ${maskAddress(address)}, must not be contacted over this channel: send the others jobs of their own.`;
}

function blocked(code: string, message: string): Objection {
  return { kind: "blocked", error: { code, message, retryable: false } };
}
