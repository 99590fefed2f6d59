import type { Clock } from "../clock.ts";
import type { Vault } from "../crypto/vault.ts";
import type { Database } from "../db/client.ts";
import {
  type ConnectionChange,
  type ConnectionRow,
  updateConnection,
  wakeHeldJobs,
} from "../db/queries/connections.ts";
import { Problem } from "../errors.ts";
import type { AccountGates } from "../gates/account-gates.ts";
import { appLimitsOf } from "../gates/app-limits.ts";
import { callWithinLimits, type Refuser } from "../gates/single-call.ts";
import { type Id, newId } from "../ids.ts";
import type { ProviderDefinition } from "../providers/define.ts";
import { checkCredentials } from "./check-credentials.ts";
import { accountKeyOf, type OpenedCredential, sealCredentials } from "./credentials.ts";
import { ownTokens } from "./own-tokens.ts";
import type { TokenTools } from "./token-call.ts";
import { type Validation, validateCredential } from "./validate.ts";

export interface ProofTools extends TokenTools {
  readonly vault: Vault;
  readonly gates: AccountGates;
}

type Identity = Pick<ConnectionRow, "organizationId" | "id" | "config" | "externalAccountId">;
type Proven = Pick<
  ConnectionRow,
  | "credentials"
  | "accountKey"
  | "status"
  | "error"
  | "externalAccountId"
  | "generation"
  | "tokens"
  | "refreshDueAt"
>;

/** The parts of a row that follow from having no credentials yet: an OAuth flow brings them. */
export async function unproven(
  provider: ProviderDefinition,
  row: Identity,
  { vault }: Pick<ProofTools, "vault">,
): Promise<Proven> {
  return {
    credentials: await sealCredentials(vault, row, {}),
    accountKey: await accountKeyOf(provider, {}),
    status: "pending",
    error: null,
    externalAccountId: row.externalAccountId,
    generation: 0,
    tokens: null,
    refreshDueAt: null,
  };
}

/** A connection that is yet to be stored, and waits for a person's consent. */
export async function pendingConnection(
  {
    organizationId,
    provider,
    name,
    config = {},
    externalAccountId = null,
    agentId = null,
  }: {
    readonly organizationId: Id<"organization">;
    readonly provider: ProviderDefinition;
    readonly name?: string | null | undefined;
    readonly config?: Record<string, unknown> | undefined;
    readonly externalAccountId?: string | null | undefined;
    readonly agentId?: string | null | undefined;
  },
  { vault, clock }: { readonly vault: Vault; readonly clock: Clock },
): Promise<ConnectionRow> {
  const now = clock();
  const identity = { organizationId, id: newId("connection", now), config, externalAccountId };
  return {
    ...identity,
    ...(await unproven(provider, identity, { vault })),
    provider: provider.id,
    name: name ?? null,
    agentId,
    failures: null,
    createdAt: now,
    updatedAt: now,
  };
}

/**
 * The parts of a row that follow from new credentials, which the provider is asked about at once. They are stored
 * whatever it says: a connection in `error` holds its jobs.
 * @throws Problem when they have not the fields that the provider's form asks for
 */
export async function prove(
  provider: ProviderDefinition,
  row: Identity & { readonly generation: number },
  given: { readonly credentials: Readonly<Record<string, string>>; readonly tools: ProofTools },
): Promise<Proven> {
  const { tools } = given;
  const checked = checkCredentials(provider, given.credentials);
  const own = await ownTokens(provider, { credentials: checked, config: row.config }, tools);
  if (!own.ok) {
    return {
      ...(await unproven(provider, row, tools)),
      credentials: await sealCredentials(tools.vault, row, checked),
      status: "error",
      error: own.error,
      generation: row.generation + 1,
    };
  }
  const { credentials, tokens, refreshDueAt } = own;
  const accountKey = await accountKeyOf(provider, credentials, tokens === null ? null : row.id);
  const credential = { connectionId: row.id, credentials, config: row.config, accountKey };
  const validation = await ask(provider, credential, tools);
  return {
    tokens,
    refreshDueAt,
    credentials: await sealCredentials(tools.vault, row, credentials),
    accountKey,
    status: validation.valid ? "active" : "error",
    error: validation.valid ? null : validation.error,
    externalAccountId: accountOf(row, validation),
    generation: row.generation + 1,
  };
}

/** Asks the provider about a credential, within the account's limits like any other call. */
export async function ask(
  provider: ProviderDefinition,
  credential: Omit<OpenedCredential, "generation" | "tokens">,
  { gates, settings, clock }: Omit<ProofTools, "vault">,
): Promise<Validation> {
  const reference = credential.connectionId ?? provider.id;
  const validate = () => validateCredential(provider, credential, { reference, settings, clock });
  if (provider.connection === undefined) {
    return await validate();
  }
  const { accountKey } = credential;
  const app = appLimitsOf(provider, credential);
  const asked = await callWithinLimits({ gates, provider, accountKey, app, clock }, validate);
  return asked.made ? asked.value : notAsked(asked.refusedBy);
}

const NOT_ASKED = {
  limit: { code: "limit_reached", message: "The account's limit is used up. Validate the connection later." },
  breaker: {
    code: "breaker_open",
    message: "Calls of this account are stopped at the moment. Validate the connection later.",
  },
  gate: {
    code: "unavailable",
    message: "The account's limits cannot be read at the moment. Validate the connection later.",
  },
} as const satisfies Record<Refuser, { readonly code: string; readonly message: string }>;

function notAsked(refusedBy: Refuser): Validation {
  const error = NOT_ASKED[refusedBy];
  const outcome = { kind: "throttle", ...error, retryAfterMs: null } as const;
  return { valid: false, error, status: "error", judged: false, outcome };
}

/** Stores a change; a connection that became usable lets the jobs that wait for it be looked at again. */
export async function change(
  row: ConnectionRow,
  changes: ConnectionChange,
  { db, clock }: { readonly db: Database; readonly clock: Clock },
): Promise<ConnectionRow> {
  const changed = await updateConnection(db, row, changes, clock());
  if (changed === null) {
    throw new Problem(
      "conflict",
      "The connection was changed by another request meanwhile. Read it and try again.",
    );
  }
  if (changes.status === "active") {
    await wakeHeldJobs(db, row, { gate: "connection", now: clock() });
  }
  return changed;
}

/** The account that a row names, else the one that the provider names. */
export function accountOf(
  { externalAccountId }: Pick<ConnectionRow, "externalAccountId">,
  validation: Validation,
): string | null {
  return externalAccountId ?? (validation.valid ? (validation.account?.id ?? null) : null);
}
