import { MESSAGE_VERSION, requireVersion, type Versioned } from "../gates/version.ts";
import type { Log } from "../log.ts";
import type { Refreshed, RefreshOrder } from "./refresh.ts";

const v = MESSAGE_VERSION;

/** What the object answers to. */
export interface CredentialKeeperRpc {
  refresh(order: RefreshOrder & Versioned): Promise<Refreshed & Versioned>;
}

/** Refreshes of connections, each single flight however many ask at once. */
export interface CredentialKeeping {
  /** Never throws: an object that does not answer is `later`. */
  refresh(order: RefreshOrder): Promise<Refreshed>;
}

export function createCredentialKeeping(
  namespace: DurableObjectNamespace<CredentialKeeperRpc & Rpc.DurableObjectBranded>,
  log: Log,
): CredentialKeeping {
  return {
    async refresh(order) {
      const { organizationId, connectionId } = order;
      try {
        const keeper = namespace.getByName(`${organizationId} ${connectionId}`);
        const answer = await keeper.refresh({ ...order, v });
        requireVersion(answer, "refresh");
        return answer;
      } catch (cause) {
        log.error("keeper.unavailable", { organizationId }, cause);
        return { kind: "later" };
      }
    },
  };
}
