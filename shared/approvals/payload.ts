import { bytesToHex, utf8ToBytes } from "../crypto/bytes.ts";
import type { JobRow } from "../db/queries/jobs.ts";
import type { Id } from "../ids.ts";

type Payload = Pick<
  JobRow,
  "provider" | "action" | "connectionId" | "channel" | "address" | "category" | "input"
>;

/** SHA-256 in hex of all that decides what is sent, to whom and from which account. */
export async function payloadHash(job: Payload): Promise<string> {
  const { provider, action, connectionId, channel, address, category, input } = job;
  const text = JSON.stringify([provider, action, connectionId, channel, address, category, input]);
  return bytesToHex(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8ToBytes(text))));
}

/** Of jobs that need an approval those that have none for what they would send now. */
export async function unapproved(jobs: readonly JobRow[]): Promise<ReadonlySet<Id<"job">>> {
  const checked = await Promise.all(
    jobs
      .filter(({ approval }) => approval !== null)
      .map(async (job) => ({ id: job.id, ok: job.approval?.hash === (await payloadHash(job)) })),
  );
  return new Set(checked.filter(({ ok }) => !ok).map(({ id }) => id));
}
