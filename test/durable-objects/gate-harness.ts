import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import type { BucketLimits } from "../../shared/flow/bucket-state.ts";
import {
  type AccountGateRpc,
  type AccountGates,
  type AccountPermits,
  createAccountGates,
} from "../../shared/gates/account-gates.ts";
import { createLog } from "../../shared/log.ts";

export const gates = createAccountGates(
  env.ACCOUNT_GATE,
  createLog({}, () => undefined),
);

type Ask = Partial<Parameters<AccountGates["acquire"]>[2]>;
type Told = Partial<Parameters<AccountGates["report"]>[2]>;

/** An account of the test's own, at a clock that only the test moves. */
export function gateOf(limits: BucketLimits, lease = { useWithinMs: 50, leaseTtlMs: 35_000 }) {
  const account = crypto.randomUUID();
  const stub = env.ACCOUNT_GATE.getByName(`twilio:${account}`);
  return {
    account,
    stub,
    acquire: (count: number, ask: Ask = {}): Promise<AccountPermits> =>
      gates.acquire("twilio", account, { limits, count, probeTtlMs: 35_000, ...lease, ...ask }),
    /** All permits sent at once and well, unless said. */
    report: ({ leaseId, generation, permits }: AccountPermits, told: Told = {}) =>
      gates.report("twilio", account, {
        leaseId,
        generation,
        limits,
        sentAfterMs: Array.from({ length: permits }, () => 0),
        unused: 0,
        outcomes: Array.from({ length: permits }, () => "success" as const),
        throttledForMs: null,
        hints: [],
        providerWaitMs: null,
        ...told,
      }),
    inspect: () => gates.inspect("twilio", account, limits),
    /** Calls the object from within: what it throws there is no uncaught error of the runtime. */
    inside: (look: (gate: AccountGateRpc) => void) =>
      runInDurableObject(stub, (gate) => look(gate as unknown as AccountGateRpc)),
    /** Counts, as they are billed, the rows that the object writes from now on. */
    countRows: () =>
      runInDurableObject(stub, (_, { storage: { sql } }) => {
        const rows = { written: 0, most: 0 };
        const exec = sql.exec.bind(sql);
        vi.spyOn(sql, "exec").mockImplementation((query, ...values) => {
          const cursor = exec(query, ...values);
          rows.written += cursor.rowsWritten;
          rows.most = Math.max(rows.most, cursor.rowsWritten);
          return cursor;
        });
        return rows;
      }),
  };
}

export function passTime(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}
