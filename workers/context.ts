import { type Clock, systemClock, systemPause } from "../shared/clock.ts";
import { type CredentialKeeping, createCredentialKeeping } from "../shared/connections/keeping.ts";
import type { PlatformKeys } from "../shared/crypto/platform-keys.ts";
import type { Vault } from "../shared/crypto/vault.ts";
import { createDatabase, type Database } from "../shared/db/client.ts";
import { parseSettings, type Settings } from "../shared/env.ts";
import { type AccountGates, createAccountGates } from "../shared/gates/account-gates.ts";
import { createProviderBreakers, type ProviderBreakers } from "../shared/gates/provider-breakers.ts";
import { createLocks, type Locks } from "../shared/locks/with-lock.ts";
import { createLog, type Log } from "../shared/log.ts";
import { createDeliveryQueue, type DeliveryQueue } from "../shared/queue/delivery-queue.ts";
import type { EventQueue } from "../shared/queue/event-queue.ts";
import { createJobQueue, type JobQueue } from "../shared/queue/job-queue.ts";
import { createEventQueue } from "../shared/queue/send.ts";
import { keysOf, vaultOf } from "../shared/vaults.ts";

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
  readonly keeper: CredentialKeeping;
  readonly locks: Locks;
  readonly gates: AccountGates;
  readonly breakers: ProviderBreakers;
  /** Bodies above a queue message's size, under `<organization>/<event>`. */
  readonly bodies: R2Bucket;
  /** The platform's own origin, for links in messages; null where no setting and no request says it. */
  readonly origin: string | null;
  readonly clock: Clock;
  /** Resolves after so many ms, at once for none. */
  readonly pause: (ms: number) => Promise<void>;
  readonly log: Log;
  /** Work that may end after the answer. */
  readonly defer: (work: Promise<unknown>) => void;
}

/**
 * @throws Error naming the settings that are missing or malformed
 */
export function createContext(
  env: Env,
  execution: Pick<ExecutionContext, "waitUntil">,
  overrides: Partial<Pick<Context, "clock" | "pause" | "log" | "origin">> = {},
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
    // most invocations are webhooks, which need none of these
    get keeper() {
      return createCredentialKeeping(env.CREDENTIAL_KEEPER, log);
    },
    get locks() {
      return createLocks(env.KEYED_LOCK, log);
    },
    get gates() {
      return createAccountGates(env.ACCOUNT_GATE, log);
    },
    get breakers() {
      return createProviderBreakers(env.PROVIDER_BREAKER, clock, { log });
    },
    bodies: env.BODIES,
    origin: settings.PUBLIC_ORIGIN ?? overrides.origin ?? null,
    clock,
    pause: overrides.pause ?? systemPause,
    log,
    defer: (work) => execution.waitUntil(work),
  };
}
