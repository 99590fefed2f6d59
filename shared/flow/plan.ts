import type { BucketLimits } from "./bucket-state.ts";
import type { KeyedWindow } from "./keyed-window.ts";
import type { RateWindow } from "./rate-window.ts";

/** What an account's plan allows, where it is not what the provider documents. */
export interface PlanLimits {
  readonly windows: BucketLimits["windows"] | null;
  readonly concurrency: number | null;
  /** By a class's name, all its windows. */
  readonly classes?: Readonly<Record<string, readonly RateWindow[]>>;
  /** By a key's name; null: it is not limited. */
  readonly keyed?: Readonly<Record<string, KeyedWindow | null>>;
}

/** The limits in force: the plan's, where it states any. */
export function limitsInForce(plan: PlanLimits | null, documented: BucketLimits): BucketLimits {
  if (plan === null) {
    return documented;
  }
  const { classes = {} } = plan;
  const concurrency = plan.concurrency ?? documented.concurrency;
  const { marginMs } = documented;
  const own = plan.windows ?? documented.windows.filter((window) => window.class === undefined);
  const kept = documented.windows.filter(
    (window) => window.class !== undefined && classes[window.class] === undefined,
  );
  const stated = Object.entries(classes).flatMap(([name, windows]) =>
    windows.map((window) => ({ ...window, class: name })),
  );
  const keyed = keyedInForce(plan, documented);
  return {
    windows: [...own, ...kept, ...stated],
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(keyed === undefined ? {} : { keyed }),
    ...(marginMs === undefined ? {} : { marginMs }),
  };
}

function keyedInForce(plan: PlanLimits, { keyed }: BucketLimits): BucketLimits["keyed"] {
  if (keyed === undefined || plan.keyed === undefined) {
    return keyed;
  }
  return Object.fromEntries(
    Object.entries({ ...keyed, ...plan.keyed }).flatMap(([name, window]) =>
      window === null ? [] : [[name, window]],
    ),
  );
}
