import type { BucketLimits } from "./bucket-state.ts";

/** What an account's plan allows, where it is not what the provider documents. */
export interface PlanLimits {
  readonly windows: BucketLimits["windows"] | null;
  readonly concurrency: number | null;
}

/** The limits in force: the plan's, where there is one; a plan says nothing of the windows of classes and keys. */
export function limitsInForce(plan: PlanLimits | null, documented: BucketLimits): BucketLimits {
  const concurrency = plan?.concurrency ?? documented.concurrency;
  const { marginMs, keyed } = documented;
  return {
    windows:
      plan?.windows == null
        ? documented.windows
        : [...plan.windows, ...documented.windows.filter((window) => window.class !== undefined)],
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(keyed === undefined ? {} : { keyed }),
    ...(marginMs === undefined ? {} : { marginMs }),
  };
}
