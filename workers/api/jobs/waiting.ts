import { toRfc3339 } from "../../../shared/clock.ts";
import { type OpenedCredential, openConnection } from "../../../shared/connections/credentials.ts";
import { platformDefault } from "../../../shared/connections/platform-default.ts";
import { type ConnectionRow, connectionsOfJobs } from "../../../shared/db/queries/connections.ts";
import { loadWaitingJobs } from "../../../shared/db/queries/job-sending.ts";
import type { JobRow, ListedJob } from "../../../shared/db/queries/jobs.ts";
import type { PeekAsk } from "../../../shared/flow/account-peek.ts";
import { UNKNOWN_WAIT_MS } from "../../../shared/flow/deferral.ts";
import { appLimitsOf, type PeekedShared, peekShared } from "../../../shared/gates/app-limits.ts";
import { bucketLimits, jobClassOf, limitKeysOf } from "../../../shared/gates/limits.ts";
import type { ShownWaiting, Waiting } from "../../../shared/model/job.ts";
import { shownWaiting, waitsUnstated } from "../../../shared/policy/waiting.ts";
import type { ProviderDefinition } from "../../../shared/providers/define.ts";
import { findProvider } from "../../../shared/providers/registry.ts";
import type { Context } from "../../context.ts";

/** Accounts of one page that are asked; the jobs of others say `queue`. */
const MAX_ACCOUNTS = 10;

/** What the inputs of one page's waiting jobs may take; the jobs of others say `queue`. */
const MAX_INPUT_BYTES = 8_000_000;

/** What each job waits for. */
export type ShownWaits = ReadonlyMap<JobRow["id"], ShownWaiting | null>;

/**
 * What jobs of one organization wait for. A wait that their rows do not state is no more than a few seconds of their account's
 * limit, or their queue, so the accounts are asked: one call each, which changes nothing, and none where every row says it.
 */
export async function waitsOf(rows: readonly ListedJob[], context: Context): Promise<ShownWaits> {
  const now = context.clock();
  const sweepMs = context.settings.JOB_SWEEP_SECONDS * 1_000;
  const unstated = rows.filter((row) => waitsUnstated(row, now)).map(({ id }) => id);
  const refused =
    unstated.length === 0
      ? NOTHING_REFUSED
      : await refusedByAccounts(await loadWaitingJobs(context.db, unstated, MAX_INPUT_BYTES), context);
  return new Map(
    rows.map((row) => [
      row.id,
      shownWaiting({ ...row, refused: refused.get(row.id) ?? null }, { now, sweepMs }),
    ]),
  );
}

const NOTHING_REFUSED: ReadonlyMap<JobRow["id"], Waiting> = new Map();

async function refusedByAccounts(
  rows: readonly JobRow[],
  context: Context,
): Promise<ReadonlyMap<JobRow["id"], Waiting>> {
  const credentials = [...Map.groupBy(rows, ({ provider, connectionId }) => `${provider} ${connectionId}`)];
  const asked = credentials.slice(0, MAX_ACCOUNTS).map(([, jobs]) => jobs);
  const connections = new Map(
    (await connectionsOfJobs(context.db, asked.flat())).map((row) => [row.id, row]),
  );
  const answers = await Promise.all(
    asked.map(async (jobs) => {
      const [{ provider: id, connectionId } = { provider: "", connectionId: null }] = jobs;
      const provider = findProvider(id);
      const row = connectionId === null ? null : connections.get(connectionId);
      const credential = provider === null ? null : await opened(provider, row, context);
      return provider === null || credential === null
        ? []
        : await ask(jobs, { provider, credential }, context);
    }),
  );
  return new Map(answers.flat());
}

/**
 * The credential as it is: nothing is refreshed for who only looks. null where there is none that works, which whoever sends
 * the jobs is yet to find.
 * @param row null: the platform's own
 */
async function opened(
  provider: ProviderDefinition,
  row: ConnectionRow | null | undefined,
  { env, vault, log }: Context,
): Promise<OpenedCredential | null> {
  if (row === null) {
    return await platformDefault(provider, { ...env });
  }
  if (row?.status !== "active") {
    return null;
  }
  try {
    return await openConnection(row, vault);
  } catch (cause) {
    // the page is not lost for it
    log.error(
      "jobs.credential_unreadable",
      { provider: provider.id, organizationId: row.organizationId },
      cause,
    );
    return null;
  }
}

/** Asks one account what it would refuse its jobs for. */
async function ask(
  jobs: readonly JobRow[],
  { provider, credential }: { readonly provider: ProviderDefinition; readonly credential: OpenedCredential },
  { gates, clock }: Context,
): Promise<[JobRow["id"], Waiting][]> {
  // most of an account's jobs ask for the same
  const asking = jobs.map(({ id, ...job }) => ({ id, ask: askOf(job, provider, credential) }));
  const kinds = [...Map.groupBy(asking, (one) => JSON.stringify(one.ask)).values()];
  const asks = kinds.flatMap((ofKind) => ofKind.slice(0, 1).map((one) => one.ask));
  const app = appLimitsOf(provider, credential);
  const limited = { provider, accountKey: credential.accountKey, app };
  const answers = await peekShared(gates, limited, { limits: bucketLimits(provider), asks });
  const now = clock();
  return kinds.flatMap((ofKind, index) => {
    const waiting = refusal(answers[index], now);
    return waiting === null ? [] : ofKind.map(({ id }): [JobRow["id"], Waiting] => [id, waiting]);
  });
}

function askOf(
  { action: name, input, priority }: Pick<JobRow, "action" | "input" | "priority">,
  provider: ProviderDefinition,
  { credentials, config }: OpenedCredential,
): PeekAsk {
  const job = { credentials, config, action: name, input };
  const keys = limitKeysOf(provider, job);
  return {
    ...jobClassOf(provider, provider.actions?.[name] ?? {}, job),
    ...(keys.length === 0 ? {} : { keys }),
    priority,
  };
}

function refusal(answer: PeekedShared | undefined, now: number): Waiting | null {
  if (answer === undefined || answer.limitedBy === null) {
    return null;
  }
  const { limitedBy: reason, waitMs } = answer;
  const until = toRfc3339(now + Math.max(1, Math.ceil(waitMs ?? UNKNOWN_WAIT_MS)));
  return { gate: reason === "breaker" ? "breaker" : "limit", reason, until };
}
