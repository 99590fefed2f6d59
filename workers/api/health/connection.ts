import { z } from "@hono/zod-openapi";
import { toRfc3339 } from "../../../shared/clock.ts";
import type { ConnectionRow } from "../../../shared/db/queries/connections.ts";
import type { GateView } from "../../../shared/gates/account-gates.ts";
import { bucketLimits } from "../../../shared/gates/limits.ts";
import {
  connectionHealth,
  errorRate,
  HEALTH_STATUSES,
  uptime,
} from "../../../shared/policy/connection-health.ts";
import { FAILURE_CAUSES } from "../../../shared/policy/failure-cause.ts";
import { findProvider } from "../../../shared/providers/registry.ts";
import type { Context } from "../../context.ts";
import { idSchema, timeSchema } from "../schemas.ts";

const status = z.enum(HEALTH_STATUSES);
const failureSchema = z.object({ at: timeSchema, cause: z.enum(FAILURE_CAUSES), code: z.string() });

export const healthSchema = z.object({
  status,
  lastUsedAt: timeSchema.nullable().openapi({ description: "When the account was last called." }),
  lastRefreshAt: timeSchema.nullable(),
  failures: z.array(failureSchema).openapi({ description: "The latest ten, newest first." }),
});

export const integrationHealthSchema = z
  .object({
    provider: z.string(),
    connectionId: idSchema("connection"),
    status,
    uptime: z.number().nullable().openapi({
      description:
        "Of the hours of the last day in which the account was called, those in which not every call failed through the provider, 0 to 1; null where it was not called.",
    }),
    latency: z
      .object({ p50: z.number().nullable(), p95: z.number().nullable(), p99: z.number().nullable() })
      .openapi({
        description:
          "null: how long calls take is not counted by account. A job's `attemptLog` has the time of each of its attempts.",
      }),
    errorRate: z
      .number()
      .nullable()
      .openapi({ description: "Failures through the provider among the account's calls of the last day." }),
    breaker: z.enum(["closed", "open", "half_open", "isolated"]).nullable(),
    lastCheckAt: timeSchema.nullable(),
    lastError: failureSchema.nullable(),
  })
  .openapi("IntegrationHealth");

interface Known {
  readonly row: ConnectionRow;
  /** null where the account's gate does not answer. */
  readonly view: GateView | null;
}

/** A connection with what its account's gate knows: one call of an object, and no row. */
export async function healthOf(row: ConnectionRow, { gates, log }: Context): Promise<Known> {
  const provider = findProvider(row.provider);
  if (provider === null) {
    return { row, view: null };
  }
  try {
    return { row, view: await gates.inspect(provider.id, row.accountKey, bucketLimits(provider)) };
  } catch (cause) {
    log.error("gate.unavailable", { provider: row.provider, step: "inspect" }, cause);
    return { row, view: null };
  }
}

export function presentHealth({ row, view }: Known, now: number): z.infer<typeof healthSchema> {
  const { tokens, failures } = row;
  return {
    status: statusOf({ row, view }, now),
    lastUsedAt: timeOf(view?.usage?.lastUsedAt),
    lastRefreshAt: tokens !== null && tokens.version > 1 ? toRfc3339(tokens.issuedAt) : null,
    failures: (failures ?? []).map((failure) => ({ ...failure, at: toRfc3339(failure.at) })),
  };
}

export function presentIntegrationHealth(
  { row, view }: Known,
  now: number,
): z.infer<typeof integrationHealthSchema> {
  const [last] = row.failures ?? [];
  return {
    provider: row.provider,
    connectionId: row.id,
    status: statusOf({ row, view }, now),
    uptime: uptime(view?.usage ?? null),
    latency: { p50: null, p95: null, p99: null },
    errorRate: errorRate(view?.usage ?? null),
    breaker: view?.breaker.phase ?? null,
    lastCheckAt: timeOf(view?.usage?.lastUsedAt),
    lastError: last === undefined ? null : { ...last, at: toRfc3339(last.at) },
  };
}

function statusOf({ row, view }: Known, now: number) {
  const [last] = row.failures ?? [];
  const mendedAt = row.tokens?.issuedAt ?? 0;
  return connectionHealth(
    {
      status: row.status,
      breaker: view?.breaker.phase ?? null,
      usage: view?.usage ?? null,
      lastFailureAt: last !== undefined && last.at >= mendedAt ? last.at : null,
    },
    now,
  );
}

function timeOf(ms: number | undefined): string | null {
  return ms === undefined ? null : toRfc3339(ms);
}
