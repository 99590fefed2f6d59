import type { Sent } from "../dispatch.ts";
import { createDescriptions, type Descriptions } from "./descriptions.ts";
import { createFaultPlan, type FaultPlan } from "./faults.ts";
import { createKeyMemory, type KeyMemory } from "./key-memory.ts";
import { createLimits, type Limits } from "./limits.ts";
import { createReceipts, type Receipts } from "./receipts.ts";
import { createLedger, type Exchange, type Ledger, type RecordedEffect } from "./records.ts";

/** All that the twin knows as the providers' APIs; it is gone with the process. */
export interface World {
  readonly effects: Ledger<RecordedEffect>;
  readonly exchanges: Ledger<Exchange>;
  readonly faults: FaultPlan;
  readonly keys: KeyMemory;
  readonly limits: Limits;
  readonly receipts: Receipts;
  readonly descriptions: Descriptions;
}

export interface WorldOptions {
  /** Folder of the providers' descriptions; null: built-in rules alone. */
  readonly descriptions: string | null;
  readonly onSent: (sent: Sent) => void;
  /** Drops what is pending. */
  readonly signal: AbortSignal;
}

export function createWorld({ descriptions, onSent, signal }: WorldOptions): World {
  return {
    effects: createLedger(),
    exchanges: createLedger(),
    faults: createFaultPlan(),
    keys: createKeyMemory(),
    limits: createLimits(),
    receipts: createReceipts({ onSent, signal }),
    descriptions: createDescriptions(descriptions),
  };
}
