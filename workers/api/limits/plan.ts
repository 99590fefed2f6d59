import { z } from "@hono/zod-openapi";
import { Problem } from "../../../shared/errors.ts";
import type { PlanLimits } from "../../../shared/flow/plan.ts";
import { capacityOf, type RateWindow } from "../../../shared/flow/rate-window.ts";
import type { ProviderDefinition } from "../../../shared/providers/define.ts";
import { invalidField } from "../validation.ts";

const MOST = 1_000_000;
const MOST_WINDOWS = 6;
/** 31 days, the longest that providers count in. */
const LONGEST_SECONDS = 2_678_400;

const windowSchema = z.strictObject({
  limit: z.int().min(1).max(MOST),
  perSeconds: z.int().min(1).max(LONGEST_SECONDS),
  burst: z.int().min(1).max(MOST).optional(),
});

const windowsSchema = z.array(windowSchema).min(1).max(MOST_WINDOWS);

export const planSchema = z
  .strictObject({
    windows: windowsSchema.nullable().openapi({
      description:
        "All the windows of the plan; they stand for the documented ones. null: the documented ones. A window without `burst` admits at most `limit` in any span of `perSeconds`.",
    }),
    concurrency: z
      .int()
      .min(1)
      .max(MOST)
      .nullish()
      .openapi({ description: "Calls in flight at once; null: as documented." }),
    classes: z
      .record(z.string(), windowsSchema)
      .optional()
      .openapi({ description: "By the name of a class of calls, all its windows." }),
    keyed: z.record(z.string(), windowSchema.nullable()).optional().openapi({
      description:
        "By the name of a limit that holds for each recipient, sender or channel apart; null: this account has none.",
    }),
  })
  .openapi("PlanLimits", {
    example: { windows: [{ limit: 10, perSeconds: 1 }], concurrency: 5 },
  });

type Stated = z.infer<typeof planSchema>;

/**
 * A plan as the account's gate keeps it; null where it states nothing.
 * @throws Problem `validation_failed` where a window could never hold the provider's dearest action, or a name is unknown
 */
export function readPlan(
  { windows, concurrency = null, classes = {}, keyed = {} }: Stated,
  { actions = {}, limits }: Pick<ProviderDefinition, "actions" | "limits">,
): PlanLimits | null {
  checkNames("classes", Object.keys(classes), Object.keys(limits?.classes ?? {}));
  checkNames("keyed", Object.keys(keyed), Object.keys(limits?.keyed ?? {}));
  const dearest = Math.max(
    1,
    ...Object.values(actions).map(({ weight = 1 }) => weight),
    ...Object.values(limits?.classes ?? {}).map(({ weight = 1 }) => weight),
  );
  const ofClasses = Object.entries(classes).map(([name, own]) => [name, own.map(kept)] as const);
  const all = [...(windows ?? []).map(kept), ...ofClasses.flatMap(([, own]) => own)];
  if (all.some((window) => capacityOf(window) < dearest)) {
    throw new Problem(
      "validation_failed",
      `A call of this provider takes ${dearest} permits, so every window must admit as many at once.`,
    );
  }
  const plan: PlanLimits = {
    windows: windows?.map(kept) ?? null,
    concurrency,
    ...(ofClasses.length === 0 ? {} : { classes: Object.fromEntries(ofClasses) }),
    ...(Object.keys(keyed).length === 0
      ? {}
      : {
          keyed: Object.fromEntries(
            Object.entries(keyed).map(([name, window]) => [name, window === null ? null : kept(window)]),
          ),
        }),
  };
  return Object.values(plan).every((value) => value === null) ? null : plan;
}

/** @throws Problem `validation_failed` naming the field and what it may be */
function checkNames(field: "classes" | "keyed", named: readonly string[], known: readonly string[]): void {
  const unknown = named.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const choice = known.length === 0 ? "the provider has none" : `it may be ${known.join(", ")}`;
    throw invalidField(`${field}.${unknown}`, `is unknown: ${choice}`);
  }
}

function kept({ burst, ...window }: z.infer<typeof windowSchema>): RateWindow {
  return { ...window, ...(burst === undefined ? {} : { burst }) };
}
