import { utf8ToBytes } from "../../shared/crypto/bytes.ts";
import type { JobRow } from "../../shared/db/queries/jobs.ts";
import type { ReadyJob } from "./gates.ts";

/** Which jobs may travel in one request, and how many of them. */

/** What one request should not exceed, in bytes of the inputs' JSON: providers take 5 MB, with what is around them. */
const MAX_LOAD_BYTES = 4_000_000;

/** How often a job goes again with others when some of them were blamed for a refusal. */
const MAX_REFUSALS_WITH_OTHERS = 3;

/** The reason of a try that was refused because of others in its request, who were named. */
export const REFUSED_WITH_OTHERS = "refused_with_others";

/** A job that met anything but a limit goes by itself: a set that was refused as a whole must not be made again. */
export function mayTravel({ job, action: { batch } }: ReadyJob): boolean {
  const { batchId, attemptLog, input } = job;
  const withOthers = attemptLog.filter(({ reason }) => reason === REFUSED_WITH_OTHERS).length;
  return (
    batch !== undefined &&
    (batchId !== null || batch.independent !== undefined) &&
    withOthers <= MAX_REFUSALS_WITH_OTHERS &&
    attemptLog.every(({ outcome, reason }) => outcome === "throttle" || reason === REFUSED_WITH_OTHERS) &&
    batch.takes(input)
  );
}

/** What all jobs of one request have in common, as a text to compare. */
export function companyOf({ job, action: { batch } }: ReadyJob): string {
  const { organizationId, batchId, connectionId, provider, action, maxAttempts, credentialChoice } = job;
  return JSON.stringify([
    batch?.independent === undefined ? batchId : organizationId,
    connectionId,
    provider,
    action,
    maxAttempts,
    credentialChoice?.agentId ?? null,
    batch?.alike?.(job.input) ?? null,
  ]);
}

interface Load {
  readonly jobs: ReadyJob[];
  readonly about: Set<string>;
  bytes: number;
  size: number;
}

/** Parts jobs of one company into requests: each within the provider's number, our bytes, and about different things. */
export function loads(jobs: readonly ReadyJob[]): readonly (readonly ReadyJob[])[] {
  const open: Load[] = [];
  for (const one of jobs) {
    const { batch } = one.action;
    const bytes = bytesOf(one.job);
    const size = batch?.size?.(one.job.input) ?? 1;
    const about = batch?.independent?.about(one.job.input) ?? [];
    const load = open.find(
      (other) =>
        other.size + size <= (batch?.max ?? 1) &&
        other.bytes + bytes <= MAX_LOAD_BYTES &&
        about.every((name) => !other.about.has(name)),
    );
    if (load === undefined) {
      open.push({ jobs: [one], about: new Set(about), bytes, size });
    } else {
      load.jobs.push(one);
      load.bytes += bytes;
      load.size += size;
      for (const name of about) {
        load.about.add(name);
      }
    }
  }
  return open.map((load) => load.jobs);
}

function bytesOf({ input }: JobRow): number {
  return utf8ToBytes(JSON.stringify(input)).byteLength;
}
