import type { Database } from "../db/client.ts";
import { type ConnectionRow, candidateConnections, findConnection } from "../db/queries/connections.ts";
import type { Id } from "../ids.ts";

/**
 * The connection to act with on what a provider told of: its endpoint's own, else the organization's only active one of
 * the provider; null where there is neither.
 * @param isPatient it may take time: where none is active, the only one will do
 */
export async function connectionOfEvent(
  db: Database,
  { organizationId, provider }: { readonly organizationId: Id<"organization">; readonly provider: string },
  { own, isPatient = false }: { readonly own: Id<"connection"> | null; readonly isPatient?: boolean },
): Promise<Pick<ConnectionRow, "id" | "status"> | null> {
  const named = own === null ? null : await findConnection(db, organizationId, own);
  if (named !== null && named.provider === provider && named.status !== "disabled") {
    return named;
  }
  const candidates = await candidateConnections(db, organizationId, { providers: [provider], agentId: null });
  const active = candidates.filter(({ status }) => status === "active");
  const [only, ...others] = isPatient && active.length === 0 ? candidates : active;
  return only === undefined || others.length > 0 ? null : only;
}
