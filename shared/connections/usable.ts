import type { Clock } from "../clock.ts";
import type { Vault } from "../crypto/vault.ts";
import type { Database } from "../db/client.ts";
import { type ConnectionRow, findConnection } from "../db/queries/connections.ts";
import { type Telling, tellNow } from "../destinations/tell-now.ts";
import { newId } from "../ids.ts";
import { type OpenedCredential, openConnection } from "./credentials.ts";
import type { CredentialKeeping } from "./keeping.ts";
import { mustWait, type Refreshed, type RefreshOrder } from "./refresh.ts";

export interface UseTools extends Telling {
  readonly db: Database;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly keeper: CredentialKeeping;
}

export type Usable =
  | { readonly kind: "usable"; readonly row: ConnectionRow; readonly opened: OpenedCredential }
  /** Its calls wait: for a person, or for a token endpoint that works again. */
  | { readonly kind: "held"; readonly status: ConnectionRow["status"] | "refreshing" };

/** `isAsked`: a person waits, who may have mended what kept its tokens from being refreshed. */
interface Asking {
  readonly isAsked?: RefreshOrder["isAsked"] | undefined;
}

/**
 * A connection's credential, with tokens that are refreshed ahead of their end. A refresh that comes to nothing holds
 * nobody up while the old token lives.
 */
export async function useConnection(
  row: ConnectionRow,
  tools: UseTools,
  { isAsked }: Asking = {},
): Promise<Usable> {
  // who validates a connection in error wants to know of its consent, not of a token that ended meanwhile
  if (row.status !== "active" && !(isAsked && row.status === "error")) {
    return { kind: "held", status: row.status };
  }
  const now = tools.clock();
  if (row.tokens === null || row.refreshDueAt === null || row.refreshDueAt > now) {
    return { kind: "usable", row, opened: await openConnection(row, tools.vault) };
  }
  const { kind } = mustWait(row.tokens, now, isAsked)
    ? { kind: "later" as const }
    : await refreshNow(row, tools, { isAsked });
  if (kind === "later") {
    const lives = row.tokens.expiresAt === null || row.tokens.expiresAt > now;
    return lives
      ? { kind: "usable", row, opened: await openConnection(row, tools.vault) }
      : { kind: "held", status: "refreshing" };
  }
  const fresh = await findConnection(tools.db, row.organizationId, row.id);
  if (fresh === null || fresh.status !== "active") {
    return { kind: "held", status: fresh?.status ?? "disabled" };
  }
  return { kind: "usable", row: fresh, opened: await openConnection(fresh, tools.vault) };
}

/** A token that is younger was refreshed for nothing: the provider means the consent, not the token. */
const YOUNG_MS = 60_000;

/**
 * What to do when a provider refuses a token that should hold (it was revoked, or another used the refresh token): it
 * is refreshed, once. null where that does not help, and only a person does.
 */
export async function refreshRefused(
  row: Pick<ConnectionRow, "organizationId" | "id" | "tokens" | "provider">,
  tools: UseTools,
): Promise<Refreshed | null> {
  const { tokens } = row;
  if (tokens === null || tokens.expiresAt === null || tools.clock() - tokens.issuedAt < YOUNG_MS) {
    return null;
  }
  return await refreshNow(row, tools);
}

/** Has the connection's tokens refreshed, whoever else asks for it; tells of a consent that is over, once. */
export async function refreshNow(
  row: Pick<ConnectionRow, "organizationId" | "id" | "tokens" | "provider">,
  tools: UseTools,
  { isAsked = false }: Asking = {},
): Promise<Refreshed> {
  const { organizationId, id: connectionId, tokens, provider } = row;
  const refreshed = await tools.keeper.refresh({
    organizationId,
    connectionId,
    seenVersion: tokens?.version ?? 0,
    isAsked,
  });
  if (refreshed.kind === "needs_reauth" && refreshed.isNews) {
    const at = tools.clock();
    const data = { connectionId, provider, error: { code: refreshed.code } };
    const type = "causeway.connection.needs_reauth";
    await tellNow([{ organizationId, id: newId("event", at), type, subject: connectionId, data, at }], tools);
  }
  return refreshed;
}
