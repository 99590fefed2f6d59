import { DurableObject } from "cloudflare:workers";
import { systemClock } from "../shared/clock.ts";
import type { CredentialKeeperRpc } from "../shared/connections/keeping.ts";
import { type Refreshed, type RefreshOrder, refreshConnection } from "../shared/connections/refresh.ts";
import { createDatabase } from "../shared/db/client.ts";
import { parseSettings } from "../shared/env.ts";
import { MESSAGE_VERSION, requireVersion, type Versioned } from "../shared/gates/version.ts";
import { createLog } from "../shared/log.ts";
import { keysOf, vaultOf } from "../shared/vaults.ts";

/**
 * One connection's refreshes: there is one such object in the world, so that everybody who asks while one is under way
 * gets that one's outcome. What must survive it is in the connection's row.
 */
export class CredentialKeeper extends DurableObject<Env> implements CredentialKeeperRpc {
  #running: Promise<Refreshed> | null = null;

  async refresh(order: RefreshOrder & Versioned): Promise<Refreshed & Versioned> {
    requireVersion(order, "CredentialKeeper.refresh");
    this.#running ??= this.#refresh(order).finally(() => {
      this.#running = null;
    });
    return { v: MESSAGE_VERSION, ...(await this.#running) };
  }

  async #refresh(order: RefreshOrder): Promise<Refreshed> {
    const settings = parseSettings(this.env);
    const db = createDatabase(this.env.DB);
    const vault = vaultOf(db, keysOf(settings.ENCRYPTION_KEYS), systemClock);
    const env = { ...this.env };
    return await refreshConnection(order, {
      env,
      settings,
      db,
      vault,
      clock: systemClock,
      log: createLog(),
    });
  }
}
