import { readAnswer } from "../../shared/call/answer.ts";
import { createCall } from "../../shared/call/call.ts";
import { classifyAnswer, classifyFailure } from "../../shared/call/outcome.ts";
import type { Outcome } from "../../shared/model/outcome.ts";
import { keyForgotten, keyUsedAt, looksOnly } from "../../shared/policy/doubt.ts";
import { LOOKUP_FAILED } from "../../shared/policy/lookup.ts";
import type { ActionResult, ProviderAnswer, Retrieved } from "../../shared/providers/action.ts";
import type { Context } from "../context.ts";
import type { ReadyJob } from "./gates.ts";

/** What one try came to. */
export interface Sent {
  readonly outcome: Outcome;
  readonly result: ActionResult | null;
  /** What the answer means to the platform, of an action that completes an event. */
  readonly retrieved?: Retrieved;
  /** null where the provider did not answer. */
  readonly answer: ProviderAnswer | null;
  readonly startedAt: number;
  readonly durationMs: number;
  /**
   * `shared`: in the request of another; `looked`: the provider was only asked what an earlier call came to; `none`: nothing
   * was asked, though the provider may have forgotten the key of an earlier call.
   */
  readonly call: "made" | "shared" | "looked" | "none";
  /** It was refused together with others, so it is tried by itself, or without those who were blamed for it. */
  readonly singly?: boolean;
  /** What a look met instead of an answer: the job knows no more, and a limit closes the account. */
  readonly turnedAway?: Outcome;
}

/** A job and what its try came to. */
export interface Tried {
  readonly ready: ReadyJob;
  readonly sent: Sent;
}

/** A job that waited too long between two tries of which the first may have acted. */
export const KEY_FORGOTTEN: Outcome = {
  kind: "uncertain",
  code: "idempotency_key_expired",
  message:
    "An earlier try may have acted, and the provider may have forgotten its key: it was not tried again.",
};

const FOUND_NOTHING: Outcome = {
  kind: "uncertain",
  code: "lookup_found_nothing",
  message: "An earlier try may have acted. The provider was asked and showed nothing, which proves nothing.",
};

const UNANSWERED: Outcome = {
  kind: "uncertain",
  code: LOOKUP_FAILED,
  message: "An earlier try may have acted, and the provider did not say when it was asked.",
};

/** Makes one job's call. Whatever happens is an outcome; nothing is thrown. */
export async function sendOne(ready: ReadyJob, context: Context): Promise<Sent> {
  const { job, provider, action, credential } = ready;
  const startedAt = context.clock();
  const doubtAt = keyUsedAt(job.attemptLog, job);
  if (looksOnly(action, job.attemptLog) || keyForgotten(action, doubtAt, startedAt)) {
    return await look(ready, doubtAt ?? startedAt, context);
  }
  const call = createCall({ provider, credential, reference: job.id, settings: context.settings });
  const ended = (outcome: Outcome, result: ActionResult | null, answer: ProviderAnswer | null): Sent => ({
    outcome,
    result,
    answer,
    startedAt,
    durationMs: context.clock() - startedAt,
    call: "made",
  });
  let answer: ProviderAnswer | null = null;
  try {
    answer = await readAnswer(await action.send(job.input, call));
    const { retrieves } = action;
    const isAnswered =
      (retrieves?.kind === "records" && retrieves.isAnswer(answer)) || action.isDone?.(answer) === true;
    const outcome: Outcome = isAnswered
      ? { kind: "ok" }
      : classifyAnswer(provider, action, answer, context.clock());
    const sent = ended(outcome, outcome.kind === "ok" ? action.result(answer) : null, answer);
    return outcome.kind === "ok" && retrieves?.kind === "records"
      ? { ...sent, retrieved: retrieves.read(job.input, answer, context.clock()) }
      : sent;
  } catch (cause) {
    context.log.warn("outbox.call_failed", {
      provider: provider.id,
      jobId: job.id,
      reason: call.trace.failure ?? "adapter",
    });
    if (call.trace.failure === null) {
      context.log.error("outbox.adapter_failed", { provider: provider.id, jobId: job.id }, cause);
    }
    return ended(classifyFailure(action, call.trace), null, answer);
  }
}

/** Asks the provider, once, for what a job's earlier try may have made; sends nothing. */
async function look(
  { job, provider, action, credential }: ReadyJob,
  since: number,
  context: Context,
): Promise<Sent> {
  const startedAt = context.clock();
  const call = createCall({ provider, credential, reference: job.id, settings: context.settings });
  const ended = (outcome: Outcome, more: Partial<Sent> = {}): Sent => ({
    outcome,
    result: null,
    answer: null,
    startedAt,
    durationMs: context.clock() - startedAt,
    call: call.trace.started === 0 ? "none" : "looked",
    ...more,
  });
  if (action.lookup === undefined) {
    return ended(KEY_FORGOTTEN);
  }
  let answer: ProviderAnswer | null = null;
  try {
    const response = await action.lookup.send(job.input, { ...call, since });
    if (response === null) {
      return ended(FOUND_NOTHING);
    }
    answer = await readAnswer(response);
    // a permission that looking takes may be missing: the connection sends all the same
    const turnedAway = classifyAnswer(provider, null, answer, context.clock());
    if (turnedAway.kind !== "ok") {
      return ended(UNANSWERED, { answer, turnedAway });
    }
    const result = action.lookup.found(answer, { input: job.input, reference: job.id });
    return result === null ? ended(FOUND_NOTHING, { answer }) : ended({ kind: "ok" }, { answer, result });
  } catch {
    context.log.warn("outbox.lookup_failed", { provider: provider.id, jobId: job.id });
    // an answer that cannot be read would be the same again
    return answer === null
      ? ended(UNANSWERED, { turnedAway: classifyFailure(null, call.trace) })
      : ended(UNANSWERED, { answer });
  }
}
