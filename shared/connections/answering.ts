import type { Vault } from "../crypto/vault.ts";
import type { Database } from "../db/client.ts";
import { integrationsThrough } from "../db/queries/agents.ts";
import { activeConnections, type ConnectionRow } from "../db/queries/connections.ts";
import type { Id } from "../ids.ts";
import type { Log } from "../log.ts";
import { readAddress } from "../model/address.ts";
import type { Channel } from "../model/channel.ts";
import { openConnection } from "./credentials.ts";

interface Stores {
  readonly db: Database;
  readonly vault: Vault;
  readonly log: Log;
}

/** To which of the organization's addresses somebody wrote, and by which way that became known. */
interface WrittenTo {
  readonly organizationId: Id<"organization">;
  readonly provider: string;
  readonly channel: Channel;
  /** As the provider writes it. */
  readonly address: string;
  /** The connection of the endpoint that was told; null where it has none. */
  readonly own: Id<"connection"> | null;
}

/**
 * The active connection of the provider through which somebody is answered: the one to whose sender they wrote, else the
 * endpoint's own, else the oldest. null where none is active.
 */
export async function answeringConnection(
  stores: Stores,
  { organizationId, provider, channel, address, own }: WrittenTo,
): Promise<Id<"connection"> | null> {
  const active = await activeConnections(stores.db, { organizationId, provider });
  if (active.length < 2) {
    return active[0]?.id ?? null;
  }
  const key = keyOf(channel, address);
  const owners = await ownersOf(active, (text) => keyOf(channel, text) === key, stores);
  const among = owners.length > 0 ? owners : active;
  return (among.find(({ id }) => id === own) ?? among[0])?.id ?? null;
}

function keyOf(channel: Channel, text: string): string {
  return readAddress(channel, text)?.key ?? text;
}

/** Those that send from the address, by their settings, those of an agent that goes through them, or their credentials. */
async function ownersOf(
  active: readonly ConnectionRow[],
  isIt: (text: string) => boolean,
  { db, vault, log }: Stores,
): Promise<ConnectionRow[]> {
  const integrations = Map.groupBy(await integrationsThrough(db, active), (one) => one.connectionId);
  const owners: ConnectionRow[] = [];
  for (const row of active) {
    const configs = [row.config, ...(integrations.get(row.id) ?? []).map(({ config }) => config)];
    const texts = configs.flatMap((config) => Object.values(config));
    try {
      texts.push(...Object.values((await openConnection(row, vault)).credentials));
    } catch (cause) {
      const { organizationId, provider } = row;
      log.error("connections.unreadable", { organizationId, provider }, cause);
    }
    if (texts.some((text) => typeof text === "string" && isIt(text))) {
      owners.push(row);
    }
  }
  return owners;
}
