import type { Database } from "../db/client.ts";
import { candidateConnections, findConnection } from "../db/queries/connections.ts";
import type { Id } from "../ids.ts";

/**
 * The connection to act with on what a provider told of: its endpoint's own, else the organization's only active one of
 * the provider; null where there is neither.
 */
export async function connectionOfEvent(
  db: Database,
  { organizationId, provider }: { readonly organizationId: Id<"organization">; readonly provider: string },
  own: Id<"connection"> | null,
): Promise<Id<"connection"> | null> {
  const named = own === null ? null : await findConnection(db, organizationId, own);
  if (named !== null && named.provider === provider && named.status !== "disabled") {
    return named.id;
  }
  const candidates = await candidateConnections(db, organizationId, { providers: [provider], agentId: null });
  const [only, ...others] = candidates.filter(({ status }) => status === "active");
  return only === undefined || others.length > 0 ? null : only.id;
}
