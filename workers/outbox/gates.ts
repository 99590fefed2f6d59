import { unapproved } from "../../shared/approvals/payload.ts";
import { HOUR_MS, SECOND_MS } from "../../shared/clock.ts";
import { type OpenedCredential, openConnection } from "../../shared/connections/credentials.ts";
import { platformDefault } from "../../shared/connections/platform-default.ts";
import { type Usable, useConnection } from "../../shared/connections/usable.ts";
import { type AgentIntegrationRow, integrationsOf } from "../../shared/db/queries/agents.ts";
import { type ConnectionRow, connectionsOfJobs } from "../../shared/db/queries/connections.ts";
import { type ContactState, contactStates } from "../../shared/db/queries/contact-states.ts";
import { blockJobs } from "../../shared/db/queries/job-sending.ts";
import type { JobRow } from "../../shared/db/queries/jobs.ts";
import type { Id } from "../../shared/ids.ts";
import type { JobError, Waiting } from "../../shared/model/job.ts";
import { looksOnly, surelyDidNotAct } from "../../shared/policy/doubt.ts";
import type { Action } from "../../shared/providers/action.ts";
import type { ProviderDefinition } from "../../shared/providers/define.ts";
import { findProvider } from "../../shared/providers/registry.ts";
import type { Context } from "../context.ts";
import { holdFrequent } from "./frequency.ts";
import { leaveInDoubt } from "./leave-in-doubt.ts";
import { objectionTo, recipientsOf } from "./recipients.ts";
import { tooLate } from "./too-late.ts";

/** A job that no gate holds, with all that sending it takes. */
export interface ReadyJob {
  readonly job: JobRow;
  readonly provider: ProviderDefinition;
  readonly action: Action;
  readonly credential: OpenedCredential;
  /** The jobs that travel with it in one request, where it stands in for them. */
  readonly set?: SendSet;
}

/** Jobs that travel in one request, in their order. */
export interface SendSet {
  readonly id: Id<"set">;
  readonly members: readonly ReadyJob[];
}

/** A job that waits: why, and for how long. */
export interface WaitingJob {
  readonly job: JobRow;
  readonly gate: Waiting["gate"];
  readonly reason: string;
  readonly waitMs: number;
}

type Verdict =
  | { readonly kind: "ready"; readonly ready: ReadyJob }
  | { readonly kind: "waits"; readonly waiting: WaitingJob }
  | { readonly kind: "blocked"; readonly error: JobError };

/**
 * Asks the gates that need no permit, in their order: schedule, suppression, consent, quiet hours, approval, connection,
 * frequency, which counts what it lets pass and so comes last. What was withdrawn, suppressed or disabled since the job was accepted is not sent; refused jobs end as `blocked` here.
 */
export async function decide(
  jobs: readonly JobRow[],
  context: Context,
): Promise<{ readonly ready: ReadyJob[]; readonly waiting: WaitingJob[] }> {
  const recipients = jobs.flatMap((job) => recipientsOf(job).map((point) => ({ id: job.id, point })));
  const [states, credentials, late, withoutApproval] = await Promise.all([
    contactStates(
      context.db,
      recipients.map(({ point }) => point),
    ),
    openCredentials(jobs, context),
    tooLate(jobs, context),
    unapproved(jobs),
  ]);
  const contacts = Map.groupBy(
    states.map((state, index) => ({ id: recipients[index]?.id, state })),
    ({ id }) => id,
  );
  const ready: ReadyJob[] = [];
  const waiting: WaitingJob[] = [];
  const blocked: { job: JobRow; error: JobError }[] = [];
  for (const job of jobs) {
    const known = (contacts.get(job.id) ?? []).map(({ state }) => state);
    const verdict = ask(job, {
      known,
      credential: credentials.get(job.id),
      late: late.get(job.id),
      isApproved: !withoutApproval.has(job.id),
      now: context.clock(),
    });
    switch (verdict.kind) {
      case "ready":
        ready.push(verdict.ready);
        break;
      case "waits":
        waiting.push(verdict.waiting);
        break;
      case "blocked":
        blocked.push({ job, error: verdict.error });
    }
  }
  await refuse(blocked, context);
  const capped = await holdFrequent(ready, contacts, context);
  return { ready: capped.ready, waiting: [...waiting, ...capped.waiting] };
}

/** Ends jobs that a gate refused for good: as `blocked` where surely nothing was sent, else in doubt. */
async function refuse(
  refused: readonly { readonly job: JobRow; readonly error: JobError }[],
  context: Context,
): Promise<void> {
  const [unsent, doubtful] = [true, false].map((wanted) =>
    refused.filter(({ job }) => surelyDidNotAct(job.attemptLog) === wanted),
  );
  await blockJobs(
    context.db,
    (unsent ?? []).map(({ job: { id, claimedAt }, error }) => ({ id, claimedAt, error })),
    context.clock(),
  );
  for (const { job, error } of doubtful ?? []) {
    const message = `${error.message} An earlier try may have acted.`;
    await leaveInDoubt([job], { ...error, message }, context);
  }
}

interface Asked {
  /** What is known of each recipient. */
  readonly known: readonly ContactState[];
  readonly credential: CredentialState | undefined;
  /** Why what it says comes too late; undefined: it does not. */
  readonly late: JobError | undefined;
  readonly now: number;
  /** It needs no approval, or has one for just this. */
  readonly isApproved: boolean;
}

function ask(job: JobRow, { known, credential, late, isApproved, now }: Asked): Verdict {
  if (job.sendAt !== null && job.sendAt > now) {
    return { kind: "waits", waiting: { job, gate: "schedule", reason: "send_at", waitMs: job.sendAt - now } };
  }
  const provider = findProvider(job.provider);
  const action = provider?.actions?.[job.action];
  // asking what a try came to reaches nobody, and no gate can take that try back
  const isLook = action !== undefined && looksOnly(action, job.attemptLog);
  const refusal = isLook ? null : askOfMessage(job, { known, late, isApproved, now });
  if (refusal !== null) {
    return refusal;
  }
  if (provider === null || action === undefined) {
    return blocked("action_unknown", "The provider or action is not part of this version.");
  }
  if (credential === undefined) {
    return blocked("connection_missing", "The connection was deleted, or the platform's credential removed.");
  }
  if (credential.kind === "held") {
    return {
      kind: "waits",
      waiting: {
        job,
        gate: "connection",
        reason: credential.status,
        waitMs: credential.status === "refreshing" ? REFRESH_WAIT_MS : HOUR_MS,
      },
    };
  }
  return { kind: "ready", ready: { job, provider, action, credential: credential.opened } };
}

/** What speaks against the message itself. */
function askOfMessage(
  job: JobRow,
  { known, late, isApproved, now }: Pick<Asked, "known" | "late" | "isApproved" | "now">,
): Verdict | null {
  const objection = objectionTo(job, known, now);
  if (objection?.kind === "waits") {
    const { gate, reason, waitMs } = objection;
    return { kind: "waits", waiting: { job, gate, reason, waitMs } };
  }
  if (objection !== null) {
    return objection;
  }
  if (late !== undefined) {
    return { kind: "blocked", error: late };
  }
  return isApproved ? null : blocked("approval_missing", "Nobody approved what this job would send.");
}

function blocked(code: string, message: string): Verdict {
  return { kind: "blocked", error: { code, message, retryable: false } };
}

type CredentialState =
  | { readonly kind: "usable"; readonly opened: OpenedCredential }
  | Extract<Usable, { kind: "held" }>
  /** The key that it was sealed with is gone, or its row is damaged. */
  | { readonly kind: "held"; readonly status: "unreadable" };

/** A token endpoint that does not work may do so soon. */
const REFRESH_WAIT_MS = 30 * SECOND_MS;

/** Each job's credential, every connection opened once. */
async function openCredentials(
  jobs: readonly JobRow[],
  context: Context,
): Promise<ReadonlyMap<JobRow["id"], CredentialState>> {
  const [rows, integrations] = await Promise.all([
    connectionsOfJobs(context.db, jobs),
    integrationsOfJobs(jobs, context),
  ]);
  const byConnection = new Map<string, CredentialState>();
  for (const row of rows) {
    byConnection.set(row.id, await credentialOf(row, context));
  }
  const states = new Map<JobRow["id"], CredentialState>();
  for (const job of jobs) {
    const state =
      job.connectionId === null ? await defaultOf(job, context) : byConnection.get(job.connectionId);
    if (state !== undefined) {
      const own = integrations.get(agentKey(job.organizationId, job.credentialChoice?.agentId, job.provider));
      states.set(job.id, own === undefined ? state : withConfig(state, own));
    }
  }
  return states;
}

/** What cannot be read holds its own jobs; whatever else goes wrong is the whole batch's matter. */
async function credentialOf(row: ConnectionRow, context: Context): Promise<CredentialState> {
  try {
    return await useConnection(row, context);
  } catch (cause) {
    const isReadable = await openConnection(row, context.vault).then(
      () => true,
      () => false,
    );
    if (isReadable) {
      throw cause;
    }
    const { provider, organizationId } = row;
    context.log.error("outbox.credential_unreadable", { provider, organizationId }, cause);
    return { kind: "held", status: "unreadable" };
  }
}

/** The settings of the agents whose connections jobs go through; those of a connection that an agent left count no more. */
async function integrationsOfJobs(
  jobs: readonly JobRow[],
  { db }: Context,
): Promise<ReadonlyMap<string, AgentIntegrationRow>> {
  const wanted = jobs.flatMap(({ organizationId, provider, credentialChoice }) => {
    const agentId = credentialChoice?.agentId ?? null;
    return agentId === null ? [] : [{ organizationId, agentId, provider }];
  });
  const rows = await integrationsOf(db, wanted);
  return new Map(rows.map((row) => [agentKey(row.organizationId, row.agentId, row.provider), row]));
}

function agentKey(organizationId: string, agentId: string | null | undefined, provider: string): string {
  return JSON.stringify([organizationId, agentId, provider]);
}

function withConfig(state: CredentialState, { connectionId, config }: AgentIntegrationRow): CredentialState {
  return state.kind === "usable" && state.opened.connectionId === connectionId
    ? { ...state, opened: { ...state.opened, config: { ...state.opened.config, ...config } } }
    : state;
}

async function defaultOf(job: JobRow, context: Context): Promise<CredentialState | undefined> {
  const provider = findProvider(job.provider);
  const opened = provider === null ? null : await platformDefault(provider, { ...context.env });
  return opened === null ? undefined : { kind: "usable", opened };
}
