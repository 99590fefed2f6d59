import { z } from "zod";
import type { Database } from "../db/client.ts";
import { type ContactState, contactStates } from "../db/queries/contact-states.ts";
import type { JobRow } from "../db/queries/jobs.ts";
import { toldOf } from "../db/queries/opt-outs.ts";
import { channelSchema } from "../model/channel.ts";
import { OPT_OUT_SCOPES } from "../model/opt-out.ts";
import { holds, mayReturn, optOutState } from "../policy/opt-out.ts";

/** Of a job that tells a provider, in its metadata: what it says of its address. */
const tellingSchema = z.object({
  optOut: z.object({
    channel: channelSchema,
    scope: z.enum(OPT_OUT_SCOPES),
    /** It takes back what was told. */
    isReturn: z.boolean(),
  }),
});

export type TellingMetadata = z.infer<typeof tellingSchema>;

/**
 * Jobs whose person has said otherwise since: whoever waited for a provider must not take back what holds again, nor tell
 * what was taken back. Two queries by key where there are any.
 * @param now ms since the epoch
 */
export async function outdatedTellings(
  db: Database,
  jobs: readonly JobRow[],
  now: number,
): Promise<ReadonlySet<JobRow["id"]>> {
  const tellings = jobs.flatMap(({ id, organizationId, connectionId, address, metadata }) => {
    const { data } = tellingSchema.safeParse(metadata);
    return data === undefined || address === null
      ? []
      : [{ id, organizationId, connectionId, address, ...data.optOut }];
  });
  if (tellings.length === 0) {
    return new Set();
  }
  const [told, states] = await Promise.all([toldOf(db, tellings), contactStates(db, tellings)]);
  const outdated = tellings.filter((telling, index) => {
    const { channel, scope, isReturn, ...point } = telling;
    const row = told.find(
      (one) =>
        one.connectionId === point.connectionId && one.channel === channel && one.address === point.address,
    );
    const isKnown = holds(row?.scope ?? null, scope);
    return isReturn ? isKnown || !isReturning(states[index], telling, now) : !isKnown;
  });
  return new Set(outdated.map(({ id }) => id));
}

function isReturning(
  known: ContactState | undefined,
  { channel, scope }: TellingMetadata["optOut"],
  now: number,
): boolean {
  return known !== undefined && mayReturn(scope, optOutState(known, { channel, now }));
}
