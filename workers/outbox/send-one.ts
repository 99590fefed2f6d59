import { readAnswer } from "../../shared/call/answer.ts";
import { createCall } from "../../shared/call/call.ts";
import { classifyAnswer, classifyFailure } from "../../shared/call/outcome.ts";
import type { Outcome } from "../../shared/model/outcome.ts";
import { keyForgotten, keyUsedAt } from "../../shared/policy/doubt.ts";
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
  /** `shared`: in the request of another; `none`: the provider may have forgotten the key of an earlier call. */
  readonly call: "made" | "shared" | "none";
  /** It was refused together with others, so it is tried by itself. */
  readonly singly?: boolean;
}

/** A job that waited too long between two tries of which the first may have acted. */
export const KEY_FORGOTTEN: Outcome = {
  kind: "uncertain",
  code: "idempotency_key_expired",
  message:
    "An earlier try may have acted, and the provider may have forgotten its key: it was not tried again.",
};

/** Makes one job's call. Whatever happens is an outcome; nothing is thrown. */
export async function sendOne(
  { job, provider, action, credential }: ReadyJob,
  context: Context,
): Promise<Sent> {
  const startedAt = context.clock();
  const call = createCall({ provider, credential, reference: job.id, settings: context.settings });
  const ended = (outcome: Outcome, result: ActionResult | null, answer: ProviderAnswer | null): Sent => ({
    outcome,
    result,
    answer,
    startedAt,
    durationMs: context.clock() - startedAt,
    call: "made",
  });
  if (keyForgotten(action, keyUsedAt(job.attemptLog, job), startedAt)) {
    const forgotten = { ...ended(KEY_FORGOTTEN, null, null), call: "none" as const };
    return await resolved(forgotten, { job, provider, action, credential }, context);
  }
  let answer: ProviderAnswer | null = null;
  try {
    answer = await readAnswer(await action.send(job.input, call));
    const { retrieves } = action;
    const isAnswered = retrieves?.kind === "records" && retrieves.isAnswer(answer);
    const outcome: Outcome = isAnswered
      ? { kind: "ok" }
      : classifyAnswer(provider, action, answer, context.clock());
    if (outcome.kind === "ok") {
      const sent = ended(outcome, action.result(answer), answer);
      return retrieves?.kind === "records"
        ? { ...sent, retrieved: retrieves.read(job.input, answer, context.clock()) }
        : sent;
    }
    return await resolved(ended(outcome, null, answer), { job, provider, action, credential }, context);
  } catch (cause) {
    context.log.warn("outbox.call_failed", {
      provider: provider.id,
      jobId: job.id,
      reason: call.trace.failure ?? "adapter",
    });
    if (call.trace.failure === null) {
      context.log.error("outbox.adapter_failed", { provider: provider.id, jobId: job.id }, cause);
    }
    const outcome = classifyFailure(action, call.trace);
    return await resolved(ended(outcome, null, answer), { job, provider, action, credential }, context);
  }
}

/** Where the action can be looked up, a doubt is resolved at once when the lookup finds what was made. */
async function resolved(sent: Sent, ready: ReadyJob, context: Context): Promise<Sent> {
  const { job, provider, action, credential } = ready;
  if (sent.outcome.kind !== "uncertain" || action.onUncertain !== "lookup" || action.lookup === undefined) {
    return sent;
  }
  const call = createCall({ provider, credential, reference: job.id, settings: context.settings });
  try {
    const result = await action.lookup(job.input, call);
    return result === null ? sent : { ...sent, outcome: { kind: "ok" }, result };
  } catch {
    context.log.warn("outbox.lookup_failed", { provider: provider.id, jobId: job.id });
    return sent;
  }
}
