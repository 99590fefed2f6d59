import { readAnswer } from "../../shared/call/answer.ts";
import { createCall } from "../../shared/call/call.ts";
import { classifyAnswer, classifyFailure } from "../../shared/call/outcome.ts";
import type { Outcome } from "../../shared/model/outcome.ts";
import { keyForgotten, keyUsedAt } from "../../shared/policy/doubt.ts";
import type { BatchResult, BatchSpec, ProviderAnswer, Refusal } from "../../shared/providers/action.ts";
import type { Context } from "../context.ts";
import { REFUSED_WITH_OTHERS } from "./company.ts";
import type { ReadyJob, SendSet } from "./gates.ts";
import { KEY_FORGOTTEN, type Sent } from "./send-one.ts";

/** What the request came to, and each item of it where it was answered well. */
interface Answered {
  readonly outcome: Outcome;
  readonly answer: ProviderAnswer | null;
  readonly results: readonly BatchResult[];
  /** By their place, where the request was refused because of them. */
  readonly blamed: ReadonlyMap<number, Refusal>;
}

const NOBODY: ReadonlyMap<number, Refusal> = new Map();

/** Makes one request of a set's jobs; what each came to, in their order. Whatever happens is an outcome. */
export async function sendSet(
  ready: ReadyJob,
  set: SendSet,
  batch: BatchSpec<unknown>,
  context: Context,
): Promise<Sent[]> {
  const startedAt = context.clock();
  const used = set.members.flatMap(({ job }) => keyUsedAt(job.attemptLog, job) ?? []);
  const usedAt = used.length === 0 ? null : Math.min(...used);
  if (keyForgotten(ready.action, usedAt, startedAt)) {
    const forgotten = { outcome: KEY_FORGOTTEN, result: null, answer: null, durationMs: 0 };
    return set.members.map(() => ({ ...forgotten, startedAt, call: "none" }));
  }
  const { outcome, answer, results, blamed } = await request(ready, set, batch, context);
  const durationMs = context.clock() - startedAt;
  // a set under a key that was used says nothing of what the first request did
  const isDoubt = outcome.kind === "refused" && usedAt !== null;
  const whole: Outcome = isDoubt ? { ...outcome, kind: "uncertain" } : outcome;
  const common = { answer, startedAt, durationMs };
  const calls = set.members.map((_, index) => (index === 0 ? "made" : "shared") as "made" | "shared");
  switch (whole.kind) {
    case "ok":
      return calls.map((call, index) => {
        const one = results[index];
        return one === undefined || one.ok
          ? { ...common, call, outcome: whole, result: one?.result ?? null }
          : { ...common, call, outcome: refusalOf(one), result: null };
      });
    case "refused":
      return calls.map((call, index) => {
        const blame = blamed.get(index);
        return blame === undefined
          ? {
              ...common,
              call,
              outcome: blamed.size === 0 ? whole : WITH_OTHERS,
              result: null,
              singly: true,
            }
          : { ...common, call, outcome: refusalOf(blame), result: null };
      });
    default:
      return calls.map((call) => ({ ...common, call, outcome: whole, result: null }));
  }
}

const WITH_OTHERS: Outcome = {
  kind: "refused",
  code: REFUSED_WITH_OTHERS,
  message:
    "Others in the same request were refused, and so nothing of it was done: it goes again without them.",
};

function refusalOf({ code, message }: Refusal): Outcome {
  return { kind: "refused", code, message };
}

async function request(
  { provider, action, credential }: ReadyJob,
  { id, members }: SendSet,
  batch: BatchSpec<unknown>,
  context: Context,
): Promise<Answered> {
  const call = createCall({ provider, credential, reference: id, settings: context.settings });
  const items = members.map(({ job }) => ({ input: job.input, reference: job.id }));
  let answer: ProviderAnswer | null = null;
  try {
    answer = await readAnswer(await batch.send(items, call));
    const outcome = classifyAnswer(provider, action, answer, context.clock());
    return {
      outcome,
      answer,
      results: outcome.kind === "ok" ? batch.results(answer, items) : [],
      blamed: outcome.kind === "refused" ? (batch.blamed?.(answer, items) ?? NOBODY) : NOBODY,
    };
  } catch (cause) {
    const reason = call.trace.failure ?? "adapter";
    context.log.warn("outbox.call_failed", { provider: provider.id, reason, count: items.length });
    if (call.trace.failure === null) {
      context.log.error("outbox.adapter_failed", { provider: provider.id }, cause);
    }
    return { outcome: classifyFailure(action, call.trace), answer, results: [], blamed: NOBODY };
  }
}
