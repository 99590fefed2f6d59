import type { BucketLimits } from "../flow/bucket-state.ts";
import type { Action } from "../providers/action.ts";
import type { LimitClass, LimitedJob, ProviderDefinition } from "../providers/define.ts";

type Limited = Pick<ProviderDefinition, "limits">;

/** How one call is limited beside the account's own windows. */
export interface CallClass {
  readonly limitClass?: string;
  /** Permits that it takes. */
  readonly cost: number;
}

/** How a job's call is limited: by its action's own class, the input's, or that which names the action. */
export function jobClassOf(
  { limits }: Limited,
  action: Pick<Action, "limitClass" | "weight">,
  job: LimitedJob,
): CallClass {
  const named = action.limitClass ?? limits?.classOf?.(job) ?? null;
  return callClass(limits, named ?? classWhere(limits, (one) => one.actions?.includes(job.action)), action);
}

/** A call that no action makes: through the proxy, or of the platform's own. */
export interface PlainCall {
  readonly method: string;
  /** What follows the API's base, without the query. */
  readonly path: string;
}

/** How any other call is limited; where it is not known which, as one that names no class. */
export function callClassOf({ limits }: Limited, call: PlainCall | null): CallClass {
  const isCalled = ({ calls }: LimitClass) =>
    call !== null &&
    calls?.some(({ methods, path }) => (methods?.includes(call.method) ?? true) && path.test(call.path));
  return callClass(limits, classWhere(limits, isCalled), {});
}

function classWhere(
  limits: Limited["limits"],
  is: (one: LimitClass) => boolean | undefined,
): string | undefined {
  return Object.entries(limits?.classes ?? {}).find(([, one]) => is(one) === true)?.[0];
}

function callClass(
  limits: Limited["limits"],
  named: string | undefined,
  { weight }: Pick<Action, "weight">,
): CallClass {
  const limitClass = named ?? limits?.otherClass;
  const cost = weight ?? (limitClass === undefined ? undefined : limits?.classes?.[limitClass]?.weight) ?? 1;
  return limitClass === undefined ? { cost } : { limitClass, cost };
}

/** The names of the keys that a job's call takes a permit of each, as the account's gate counts them. */
export function limitKeysOf({ limits }: Limited, job: LimitedJob): readonly string[] {
  return Object.entries(limits?.keyed ?? {}).flatMap(([name, { keyOf }]) => {
    const key = keyOf(job);
    return key === null ? [] : [`${name}.${shortened(key)}`];
  });
}

/**
 * FNV-1a of 64 bits: short, and no gate keeps anybody's number or name. Not secret; two keys that came to the same would
 * share one limit.
 */
function shortened(key: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(key)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(36);
}

/** What an account's gate is told of its limits; the same for whoever asks, or its windows would begin anew. */
export function bucketLimits({ limits }: Limited): BucketLimits {
  const { windows = [], classes = {}, concurrency, keyed } = limits ?? {};
  const ofClasses = Object.entries(classes).flatMap(([name, own]) =>
    own.windows.map((window) => ({ ...window, class: name })),
  );
  return {
    windows: [...windows, ...ofClasses],
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(keyed === undefined ? {} : { keyed: withoutFunctions(keyed) }),
  };
}

function withoutFunctions(keyed: NonNullable<NonNullable<Limited["limits"]>["keyed"]>) {
  return Object.fromEntries(Object.entries(keyed).map(([name, { keyOf: _, ...window }]) => [name, window]));
}
