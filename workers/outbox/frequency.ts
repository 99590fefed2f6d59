import type { ContactState } from "../../shared/db/queries/contact-states.ts";
import type { JobRow } from "../../shared/db/queries/jobs.ts";
import { type CappedSend, countSends } from "../../shared/db/queries/marketing-sends.ts";
import type { Id } from "../../shared/ids.ts";
import type { Context } from "../context.ts";

/** A job that waits for its person to have had fewer messages. */
interface HeldJob {
  readonly job: JobRow;
  readonly gate: "frequency";
  readonly reason: string;
  readonly waitMs: number;
}

/**
 * Holds marketing to people who have had as many messages as their organization allows, over all channels and addresses
 * of a contact; a message to several waits until there is room for each of them, and counts for each. Nothing
 * transactional is counted or held.
 */
export async function holdFrequent<R extends { readonly job: JobRow }>(
  ready: readonly R[],
  contacts: ReadonlyMap<Id<"job"> | undefined, readonly { readonly state: ContactState }[]>,
  context: Context,
): Promise<{ readonly ready: R[]; readonly waiting: HeldJob[] }> {
  const capped = ready.flatMap((one) => {
    const send = cappedSend(one.job, contacts.get(one.job.id) ?? []);
    return send === null ? [] : [{ one, send }];
  });
  const now = context.clock();
  const times = await countSends(
    context.db,
    capped.map(({ send }) => send),
    now,
  );
  const waiting = capped.flatMap(({ one: { job } }, index): HeldJob[] => {
    const until = times[index] ?? null;
    return until === null
      ? []
      : [{ job, gate: "frequency", reason: "frequency_cap", waitMs: Math.max(1, until - now) }];
  });
  const held = new Set(waiting.map(({ job }) => job.id));
  return { ready: ready.filter(({ job }) => !held.has(job.id)), waiting };
}

function cappedSend(
  { id, organizationId, channel, category }: JobRow,
  recipients: readonly { readonly state: ContactState }[],
): CappedSend | null {
  const cap = recipients[0]?.state.rules.frequencyCap ?? null;
  if (category !== "marketing" || cap === null || channel === null) {
    return null;
  }
  const people = recipients.map(({ state: { contactId, address } }) => contactId ?? `${channel}:${address}`);
  return { organizationId, people: [...new Set(people)], jobId: id, cap };
}
