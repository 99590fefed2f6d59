import { z } from "@hono/zod-openapi";
import { toRfc3339OrNull } from "../../../shared/clock.ts";
import type { GateView } from "../../../shared/gates/account-gates.ts";
import type { Id } from "../../../shared/ids.ts";
import { idSchema, timeSchema } from "../schemas.ts";

export const accountLimitsSchema = z
  .object({
    provider: z.string(),
    connectionId: idSchema("connection").nullable().openapi({ description: "null: the platform's own." }),
    windows: z.array(
      z.object({
        limit: z.number(),
        perSeconds: z.number(),
        burst: z.number().optional(),
        class: z
          .string()
          .optional()
          .openapi({ description: "The kind of calls that this window counts; all where left out." }),
        tokens: z.int().openapi({ description: "Calls that this window admits now." }),
      }),
    ),
    concurrency: z.int().nullable(),
    keyed: z
      .array(
        z.object({
          name: z.string(),
          limit: z.number(),
          perSeconds: z.number(),
          burst: z.number().optional(),
        }),
      )
      .openapi({ description: "What holds for each recipient, sender or channel apart." }),
    planned: z.boolean().openapi({ description: "Whether the limits are a plan's that was stated here." }),
    leases: z.int().openapi({ description: "Calls in flight." }),
    blockedUntil: timeSchema.nullable().openapi({ description: "The provider said so in a 429." }),
    share: z.number().openapi({ description: "The part of the rate in use after 429s, up to 1." }),
    breaker: z.object({
      state: z.enum(["closed", "open", "half_open", "isolated"]),
      until: timeSchema.nullable(),
      reason: z.string().nullable(),
    }),
    waiting: z.int().openapi({ description: "Jobs of this organization that wait for the account." }),
  })
  .openapi("AccountLimits");

/** An account's gate as it is shown to one of its holders. */
export function presentAccount(
  account: {
    readonly provider: string;
    readonly connectionId: Id<"connection"> | null;
    readonly waiting: number;
  },
  view: GateView,
): z.infer<typeof accountLimitsSchema> {
  const { breaker } = view;
  return {
    provider: account.provider,
    connectionId: account.connectionId,
    windows: view.windows.map(({ available, ...window }) => ({ ...window, tokens: available })),
    concurrency: view.concurrency,
    keyed: Object.entries(view.keyed).map(([name, window]) => ({ name, ...window })),
    planned: view.planned,
    leases: view.leased,
    blockedUntil: toRfc3339OrNull(view.blockedUntil),
    share: view.share,
    breaker: { state: breaker.phase, until: toRfc3339OrNull(breaker.until), reason: breaker.note },
    waiting: account.waiting,
  };
}
