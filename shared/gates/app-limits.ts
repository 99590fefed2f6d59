import type { BucketLimits } from "../flow/bucket-state.ts";
import type { ProviderDefinition } from "../providers/define.ts";
import type {
  AccountGates,
  AccountPermits,
  AcquireRequest,
  PeekAnswer,
  PeekRequest,
  ReportRequest,
} from "./account-gates.ts";

/** The limits that all accounts of one application share. */
export interface AppLimits {
  /** Names the application's gate among those of the provider. */
  readonly key: string;
  readonly limits: BucketLimits;
}

/** An account at a provider, and the application as which it is called. */
export interface Limited {
  readonly provider: Pick<ProviderDefinition, "id">;
  readonly accountKey: string;
  /** null where the provider limits no application, or there is none. */
  readonly app: AppLimits | null;
}

/** Permits of the account and, where there is one, of the application. */
export interface SharedPermits extends Omit<AccountPermits, "limitedBy"> {
  /** `app`: the account had room, its application had not. */
  readonly limitedBy: AccountPermits["limitedBy"] | "app";
  /** What has to be reported to the application's gate; null: nothing. */
  readonly ofApp: Pick<AccountPermits, "leaseId" | "generation" | "permits"> | null;
}

/** The application's limits that calls with this credential have to keep. */
export function appLimitsOf(
  { limits }: Pick<ProviderDefinition, "limits">,
  {
    credentials,
    tokens,
  }: {
    readonly credentials: Readonly<Record<string, string>>;
    readonly tokens?: { readonly client?: string } | null;
  },
): AppLimits | null {
  const parent = limits?.parent;
  const app = parent === undefined ? null : (parent.app?.(credentials) ?? tokens?.client ?? null);
  return parent === undefined || app === null || app === ""
    ? null
    : { key: `app:${app}`, limits: { windows: parent.windows } };
}

/**
 * Permits of the account that its application has room for as well: the account is asked first, and what the
 * application refuses goes back to the account at once. Never throws.
 */
export async function acquireShared(
  gates: AccountGates,
  { provider, accountKey, app }: Limited,
  request: Omit<AcquireRequest, "v">,
): Promise<SharedPermits> {
  const own = await gates.acquire(provider.id, accountKey, request);
  if (app === null || own.permits === 0) {
    return { ...own, ofApp: null };
  }
  // the account's permits may be for later moments, the application's are for any moment up to the last of them
  const useWithinMs = (own.startAfterMs.at(-1) ?? 0) + Math.max(request.useWithinMs, own.promptMs);
  const { cost = 1, probeTtlMs, priority = "normal", urgent = false } = request;
  const ofApp = await gates.acquire(provider.id, app.key, {
    limits: app.limits,
    count: own.permits,
    cost,
    useWithinMs,
    leaseTtlMs: useWithinMs + probeTtlMs,
    probeTtlMs,
    priority,
    urgent,
  });
  const { permits } = ofApp;
  if (permits === own.permits) {
    return { ...own, ofApp };
  }
  await gates.report(provider.id, accountKey, {
    ...NOTHING_SENT,
    leaseId: own.leaseId,
    generation: own.generation,
    limits: request.limits,
    unused: own.permits - permits,
    unusedKeys: (own.order ?? []).slice(permits, own.permits).flatMap((index) => request.keys?.[index] ?? []),
  });
  return {
    ...own,
    permits,
    startAfterMs: own.startAfterMs.slice(0, permits),
    limitedBy: ofApp.limitedBy === "unavailable" ? "unavailable" : "app",
    waitMs: ofApp.waitMs,
    deferredMs: [...ofApp.deferredMs, ...own.deferredMs],
    ofApp: permits === 0 ? null : ofApp,
  };
}

/** `app`: the account has room, its application has not. */
export interface PeekedShared extends Omit<PeekAnswer, "limitedBy"> {
  readonly limitedBy: PeekAnswer["limitedBy"] | "app";
}

/** What the account, or its application where the account has room, would say to each ask; changes nothing. Never throws. */
export async function peekShared(
  gates: AccountGates,
  { provider, accountKey, app }: Limited,
  { limits, asks }: Omit<PeekRequest, "v">,
): Promise<readonly PeekedShared[]> {
  const own = await gates.peek(provider.id, accountKey, { limits, asks });
  if (app === null || own.every(({ limitedBy }) => limitedBy !== null)) {
    return own;
  }
  const asksOfApp = asks.map(({ cost, priority }) => ({ cost, priority }));
  const ofApp = await gates.peek(provider.id, app.key, { limits: app.limits, asks: asksOfApp });
  return own.map((answer, index) => {
    const other = ofApp[index];
    return answer.limitedBy !== null || other === undefined || other.limitedBy === null
      ? answer
      : { ...other, limitedBy: other.limitedBy === "unavailable" ? "unavailable" : "app" };
  });
}

/**
 * Tells both gates what became of the permits. The application's learns the times alone: a failure is its account's.
 * @returns changes of the account's breaker
 */
export async function reportShared(
  gates: AccountGates,
  { provider, accountKey, app }: Limited,
  { ofApp, ...told }: Omit<ReportRequest, "v"> & Pick<SharedPermits, "ofApp">,
): ReturnType<AccountGates["report"]> {
  const { sentAfterMs } = told;
  const [transitions] = await Promise.all([
    gates.report(provider.id, accountKey, told),
    app === null || ofApp === null
      ? null
      : gates.report(provider.id, app.key, {
          ...NOTHING_SENT,
          leaseId: ofApp.leaseId,
          generation: ofApp.generation,
          limits: app.limits,
          sentAfterMs,
          unused: ofApp.permits - sentAfterMs.length,
        }),
  ]);
  return transitions;
}

const NOTHING_SENT = {
  sentAfterMs: [],
  outcomes: [],
  throttledForMs: null,
  hints: [],
  providerWaitMs: null,
} as const;
