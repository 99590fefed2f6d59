import { type Clock, systemClock } from "../shared/clock.ts";
import { createPlatformKeys, type PlatformKeys } from "../shared/crypto/platform-keys.ts";
import { createVault, type Vault } from "../shared/crypto/vault.ts";
import { createDatabase, type Database } from "../shared/db/client.ts";
import { wrappedDataKey } from "../shared/db/queries/data-keys.ts";
import { parseSettings, type Settings } from "../shared/env.ts";
import { type AccountGates, createAccountGates } from "../shared/gates/account-gates.ts";
import { createProviderBreakers, type ProviderBreakers } from "../shared/gates/provider-breakers.ts";
import { createLog, type Log } from "../shared/log.ts";
import { createDeliveryQueue, type DeliveryQueue } from "../shared/queue/delivery-queue.ts";
import type { EventQueue } from "../shared/queue/event-queue.ts";
import { createJobQueue, type JobQueue } from "../shared/queue/job-queue.ts";
import { createEventQueue } from "../shared/queue/send.ts";

/** What an invocation works with: built once from the bindings, handed down, never reached for. */
export interface Context {
  readonly env: Env;
  readonly settings: Settings;
  readonly db: Database;
  readonly platformKeys: PlatformKeys;
  readonly vault: Vault;
  readonly eventQueue: EventQueue;
  readonly jobQueue: JobQueue;
  readonly deliveryQueue: DeliveryQueue;
  readonly gates: AccountGates;
  readonly breakers: ProviderBreakers;
  /** Bodies above a queue message's size, under `<organization>/<event>`. */
  readonly bodies: R2Bucket;
  readonly clock: Clock;
  readonly log: Log;
  /** Work that may end after the answer. */
  readonly defer: (work: Promise<unknown>) => void;
}

const platformKeys = new Map<string, PlatformKeys>();
const vaults = new WeakMap<Database, Map<PlatformKeys, Vault>>();

/** Keys are imported once per isolate. */
function keysOf(keys: string): PlatformKeys {
  const known = platformKeys.get(keys) ?? createPlatformKeys(keys);
  platformKeys.set(keys, known);
  return known;
}

/** One for a database, with the data keys that the isolate knows. */
function vaultOf(db: Database, keys: PlatformKeys, clock: Clock): Vault {
  const ofDatabase = vaults.get(db) ?? new Map<PlatformKeys, Vault>();
  vaults.set(db, ofDatabase);
  const known = ofDatabase.get(keys) ?? createVault(keys, (id) => wrappedDataKey(db, id), clock);
  ofDatabase.set(keys, known);
  return known;
}

/**
 * @throws Error naming the settings that are missing or malformed
 */
export function createContext(
  env: Env,
  execution: Pick<ExecutionContext, "waitUntil">,
  overrides: Partial<Pick<Context, "clock" | "log">> = {},
): Context {
  const settings = parseSettings(env);
  const clock = overrides.clock ?? systemClock;
  const log = overrides.log ?? createLog();
  const db = createDatabase(env.DB);
  const keys = keysOf(settings.ENCRYPTION_KEYS);
  return {
    env,
    settings,
    db,
    platformKeys: keys,
    vault: vaultOf(db, keys, clock),
    eventQueue: createEventQueue(env.EVENT_QUEUE),
    jobQueue: createJobQueue({
      high: env.JOB_QUEUE_HIGH,
      normal: env.JOB_QUEUE_NORMAL,
      low: env.JOB_QUEUE_LOW,
    }),
    deliveryQueue: createDeliveryQueue(env.DELIVERY_QUEUE),
    // most invocations are webhooks, which need neither
    get gates() {
      return createAccountGates(env.ACCOUNT_GATE, log);
    },
    get breakers() {
      return createProviderBreakers(env.PROVIDER_BREAKER, clock, { log });
    },
    bodies: env.BODIES,
    clock,
    log,
    defer: (work) => execution.waitUntil(work),
  };
}
