import { once } from "node:events";
import type { Answer, ApiRequest, ProviderApi } from "./provider-api.ts";

/** How a request ends without an answer: the caller gives up, or the socket is destroyed. */
export type Unanswered = "unanswered" | "cut";

export const faultKinds = {
  throttle: "429 with Retry-After, in the provider's own form",
  error: "a 5xx in the provider's own form",
  hang: "never answers, and does not act",
  reset: "the connection ends before the provider acts",
  "lose-response": "the provider acts, then the connection ends without an answer",
  slow: "the provider acts, then takes delayMs before it answers",
} as const;

export type FaultKind = keyof typeof faultKinds;

export interface RetryAfter {
  readonly form: "seconds" | "date";
  readonly seconds: number;
}

/** What is to go wrong. It ends with `times` or after `forMs`, whichever is first. */
export interface FaultOrder {
  readonly provider: string;
  readonly kind: FaultKind;
  readonly times: number | undefined;
  readonly forMs: number | undefined;
  readonly status: number;
  /** null: none. */
  readonly retryAfter: RetryAfter | null;
  /** Part of the path of the requests that it is for. */
  readonly path: string | undefined;
  readonly method: string | undefined;
  readonly delayMs: number;
}

export interface Fault extends FaultOrder {
  readonly id: number;
  /** ms since the epoch; null: no end by time. */
  readonly until: number | null;
  /** Requests that it is still for; null: no end by number. */
  left: number | null;
}

/** The faults that are to come, by provider. */
export interface FaultPlan {
  add(order: FaultOrder, now: number): Fault;
  list(provider?: string): readonly Fault[];
  clear(provider?: string): void;
  /** The first fault that is for this request; it is used up by one. */
  take(provider: string, request: ApiRequest, now: number): Fault | null;
}

function isFor(fault: Fault, provider: string, { path, method }: ApiRequest): boolean {
  return (
    fault.provider === provider &&
    (fault.method === undefined || fault.method === method) &&
    (fault.path === undefined || path.includes(fault.path))
  );
}

export function createFaultPlan(): FaultPlan {
  let faults: Fault[] = [];
  let last = 0;
  const isLive = ({ left, until }: Fault, now: number) => left !== 0 && (until === null || now < until);
  const live = (now: number): Fault[] => {
    faults = faults.filter((fault) => isLive(fault, now));
    return faults;
  };
  return {
    add(order, now) {
      last += 1;
      const once = order.times === undefined && order.forMs === undefined;
      const left = order.times ?? (once ? 1 : null);
      const fault = { ...order, id: last, until: order.forMs === undefined ? null : now + order.forMs, left };
      faults.push(fault);
      return fault;
    },
    list: (provider) =>
      live(Date.now()).filter((fault) => provider === undefined || fault.provider === provider),
    clear(provider) {
      faults = faults.filter((fault) => provider !== undefined && fault.provider !== provider);
    },
    take(provider, request, now) {
      const fault = live(now).find((candidate) => isFor(candidate, provider, request)) ?? null;
      if (fault !== null && fault.left !== null) {
        fault.left -= 1;
      }
      return fault;
    },
  };
}

/** RFC 9110, both forms of `Retry-After`; the date is never earlier than the seconds. */
export function retryAfterText({ form, seconds }: RetryAfter, now: number): string {
  return form === "seconds"
    ? String(seconds)
    : new Date(Math.ceil(now / 1000 + seconds) * 1000).toUTCString();
}

function withRetryAfter(answer: Answer, { retryAfter }: Fault, now: number): Answer {
  return retryAfter === null
    ? answer
    : { ...answer, headers: { ...answer.headers, "retry-after": retryAfterText(retryAfter, now) } };
}

/** What a fault needs of the request that it befalls. */
export interface Stage {
  readonly api: ProviderApi;
  readonly now: number;
  /** The right answer; `pause` lies between the provider's acting and answering. */
  readonly proceed: (pause?: () => Promise<void>) => Promise<Answer>;
  readonly sleep: (ms: number) => Promise<void>;
  /** Aborts when the caller has given up. */
  readonly gone: AbortSignal;
}

type Play = (fault: Fault, stage: Stage) => Promise<Answer | Unanswered>;

const plays: Readonly<Record<FaultKind, Play>> = {
  throttle: async (fault, { api, now }) => withRetryAfter(api.refuse.throttled(), fault, now),
  error: async (fault, { api, now }) => withRetryAfter(api.refuse.failed(fault.status), fault, now),
  hang: async (_fault, { gone }) => {
    if (!gone.aborted) {
      await once(gone, "abort");
    }
    return "unanswered";
  },
  reset: async () => "cut",
  "lose-response": async (_fault, { proceed }) => {
    await proceed();
    return "cut";
  },
  slow: (fault, { proceed, sleep }) => proceed(() => sleep(fault.delayMs)),
};

/** How the request ends under this fault. */
export function playFault(fault: Fault | null, stage: Stage): Promise<Answer | Unanswered> {
  return fault === null ? stage.proceed() : plays[fault.kind](fault, stage);
}
