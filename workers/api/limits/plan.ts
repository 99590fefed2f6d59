import { z } from "@hono/zod-openapi";
import { Problem } from "../../../shared/errors.ts";
import type { PlanLimits } from "../../../shared/flow/plan.ts";
import { capacityOf } from "../../../shared/flow/rate-window.ts";
import type { ProviderDefinition } from "../../../shared/providers/define.ts";

const MOST = 1_000_000;
const MOST_WINDOWS = 6;
/** 31 days, the longest that providers count in. */
const LONGEST_SECONDS = 2_678_400;

export const planSchema = z
  .strictObject({
    windows: z
      .array(
        z.strictObject({
          limit: z.int().min(1).max(MOST),
          perSeconds: z.int().min(1).max(LONGEST_SECONDS),
          burst: z.int().min(1).max(MOST).optional(),
        }),
      )
      .min(1)
      .max(MOST_WINDOWS)
      .nullable()
      .openapi({
        description:
          "All the windows of the plan; they stand for the documented ones. null: the documented ones. A window without `burst` admits at most `limit` in any span of `perSeconds`.",
      }),
    concurrency: z
      .int()
      .min(1)
      .max(MOST)
      .nullish()
      .openapi({ description: "Calls in flight at once; null: as documented." }),
  })
  .openapi("PlanLimits", { example: { windows: [{ limit: 10, perSeconds: 1 }], concurrency: 5 } });

/**
 * A plan as the account's gate keeps it; null where it states nothing.
 * @throws Problem `validation_failed` where a window could never hold the provider's dearest call
 */
export function readPlan(
  { windows, concurrency = null }: z.infer<typeof planSchema>,
  { actions = {}, limits }: Pick<ProviderDefinition, "actions" | "limits">,
): PlanLimits | null {
  const weighed = [...Object.values(actions), ...Object.values(limits?.classes ?? {})];
  const dearest = Math.max(1, ...weighed.map(({ weight = 1 }) => weight));
  const kept = windows?.map(({ burst, ...window }) => ({
    ...window,
    ...(burst === undefined ? {} : { burst }),
  }));
  if (kept?.some((window) => capacityOf(window) < dearest)) {
    throw new Problem(
      "validation_failed",
      `A call of this provider takes ${dearest} permits, so every window must admit as many at once.`,
    );
  }
  return kept === undefined && concurrency === null ? null : { windows: kept ?? null, concurrency };
}
