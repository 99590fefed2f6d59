import { sha256Hex } from "../crypto/sha256.ts";
import type { Vault } from "../crypto/vault.ts";
import type { ConnectionRow } from "../db/queries/connections.ts";
import type { Id } from "../ids.ts";
import type { ProviderDefinition } from "../providers/define.ts";

/** A credential ready for a call; it lives in memory only. */
export interface OpenedCredential {
  /** null: the platform's default. */
  readonly connectionId: Id<"connection"> | null;
  readonly credentials: Readonly<Record<string, string>>;
  readonly config: Readonly<Record<string, unknown>>;
  /** Names the account gate. */
  readonly accountKey: string;
  /** Which of the connection's credentials in turn; 0 for the platform's default. */
  readonly generation: number;
  /** What is known of its tokens; null where it has none. */
  readonly tokens: ConnectionRow["tokens"];
}

type RowIdentity = Pick<ConnectionRow, "organizationId" | "id">;

/** Credentials as the row keeps them: they open in this organization's row and in no other. */
export async function sealCredentials(
  vault: Vault,
  row: RowIdentity,
  credentials: Readonly<Record<string, string>>,
): Promise<string> {
  return await vault.seal(row.organizationId, JSON.stringify(credentials), rowName(row));
}

/** @throws Error when the credentials were sealed for another row, or altered */
export async function openConnection(
  row: RowIdentity & Pick<ConnectionRow, "credentials" | "config" | "accountKey" | "generation" | "tokens">,
  vault: Vault,
): Promise<OpenedCredential> {
  return {
    connectionId: row.id,
    credentials: JSON.parse(await vault.open(row.organizationId, row.credentials, rowName(row))) as Record<
      string,
      string
    >,
    config: row.config,
    accountKey: row.accountKey,
    generation: row.generation,
    tokens: row.tokens,
  };
}

function rowName({ organizationId, id }: RowIdentity): string {
  return `connection:${organizationId}:${id}`;
}

/** 128 bits, in hex. */
const HASH_CHARACTERS = 32;

/**
 * What names the account at the provider, whoever holds the credential: the provider's own name for it, else a hash of
 * the secret fields, or, where those are tokens that change, the connection. Fields that are no secret (a sender's address) differ between connections of one account.
 */
export async function accountKeyOf(
  provider: Pick<ProviderDefinition, "auth" | "connection">,
  credentials: Readonly<Record<string, string>>,
  connectionId: string | null = null,
): Promise<string> {
  const named = provider.connection?.accountKey?.(credentials) ?? null;
  if (named !== null) {
    return named;
  }
  if (connectionId !== null) {
    return connectionId;
  }
  const secret = new Set(provider.auth.fields.filter((field) => field.secret).map(({ name }) => name));
  const entries = Object.entries(credentials).sort(([one], [other]) => (one < other ? -1 : 1));
  const telling = entries.filter(([name]) => secret.has(name));
  const canonical = JSON.stringify(telling.length > 0 ? telling : entries);
  return (await sha256Hex(canonical)).slice(0, HASH_CHARACTERS);
}
