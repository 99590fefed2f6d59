import { nextSequence } from "../compose.ts";
import { createIds } from "../ids.ts";
import type { Sender } from "../sender.ts";
import {
  type Acted,
  type Answer,
  type ApiRequest,
  type Call,
  type Caller,
  isAnswer,
  type ProviderApi,
  type Route,
  type Standing,
} from "./provider-api.ts";
import { summarize } from "./redact.ts";
import { findRoute, readParams } from "./routing.ts";
import type { World } from "./world.ts";

export interface Role {
  readonly api: ProviderApi;
  readonly sender: Sender;
}

export interface AnswerOptions {
  readonly world: World;
  /** ms since the epoch */
  readonly now: number;
  /** Told as soon as it is known who calls. */
  readonly onCaller: (caller: Caller, standing: Standing | null) => void;
  /** Between acting and answering; an idempotency key is in flight meanwhile. */
  readonly pause?: (() => Promise<void>) | undefined;
}

function record({ api, sender }: Role, route: Route, call: Call, acted: Acted, world: World): void {
  const { account, now } = call;
  const made = acted.made === undefined ? [] : [{ ...acted.made, params: call.params }];
  const key = api.keys === undefined ? null : call.request.headers.get(api.keys.header);
  for (const { id, object, params } of acted.madeMany ?? made) {
    world.effects.add({
      at: new Date(now).toISOString(),
      provider: api.provider,
      account,
      action: route.action,
      id,
      reference: key ?? route.reference?.(params) ?? null,
      summary: summarize(params),
      object,
    });
    world.receipts.follow(api, sender, { account, action: route.action, object });
  }
}

function createCall(
  { api: { provider } }: Role,
  caller: Caller,
  rest: Pick<Call, "params" | "names" | "request" | "now">,
  { effects }: World,
): Call {
  const sequence = nextSequence();
  return {
    ...caller,
    ...rest,
    sequence,
    ids: createIds(provider, rest.now, sequence),
    made: (action) =>
      effects
        .list(provider)
        .filter((effect) => effect.action === action && effect.account === caller.account)
        .map(({ object }) => object),
  };
}

/** The provider's right answer: who calls, rate limit, route, parameters, rules, idempotency key, deed. */
export async function answerRequest(
  role: Role,
  request: ApiRequest,
  { world, now, onCaller, pause }: AnswerOptions,
): Promise<Answer> {
  const { api } = role;
  const caller = api.identify(request);
  if (isAnswer(caller)) {
    return caller;
  }
  const { allowed, standing } = world.limits.count(api, caller.account, performance.now());
  onCaller(caller, standing);
  if (!allowed) {
    const answer = api.refuse.throttled();
    return { ...answer, headers: { ...answer.headers, "retry-after": String(standing?.resetSeconds ?? 1) } };
  }
  const found = findRoute(api.routes, request, api.refuse);
  if ("refusal" in found) {
    return found.refusal;
  }
  const { route, names } = found;
  const read = readParams(route, request, world.descriptions(route), api.refuse);
  if ("refusal" in read) {
    return read.refusal;
  }
  const { params } = read;
  const call = createCall(role, caller, { params, names, request, now }, world);
  const refusal = route.check?.(call) ?? null;
  if (refusal !== null) {
    return refusal;
  }
  const act = async (): Promise<Answer> => {
    const acted = route.act(call);
    record(role, route, call, acted, world);
    await pause?.();
    return acted.answer;
  };
  const key = route.method === "POST" && api.keys !== undefined ? request.headers.get(api.keys.header) : null;
  if (api.keys === undefined || key === null) {
    return act();
  }
  const { provider, keys: rules } = api;
  const { account } = caller;
  return world.keys.once({ provider, rules, key, account, path: request.path, params, now }, act);
}
