import type { Database } from "../db/client.ts";
import { listIntegrations } from "../db/queries/agents.ts";
import {
  type CandidateConnection,
  candidateConnections,
  findConnection,
  MAX_CANDIDATES,
} from "../db/queries/connections.ts";
import type { OrganizationRow } from "../db/queries/organizations.ts";
import { Problem } from "../errors.ts";
import type { Id } from "../ids.ts";
import type { Channel } from "../model/channel.ts";
import type { CredentialChoice } from "../model/job.ts";
import type { ProviderDefinition } from "../providers/define.ts";
import { platformDefault } from "./platform-default.ts";

/** The credential that a job will be sent with. */
export interface ChosenCredential extends Found {
  readonly choice: CredentialChoice;
}

interface Found {
  readonly provider: ProviderDefinition;
  /** null: the platform's default. */
  readonly connectionId: Id<"connection"> | null;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Where credentials are found. */
export interface CredentialSources {
  readonly db: Database;
  readonly env: Readonly<Record<string, unknown>>;
  /** All of them, in the catalogue's order. */
  readonly providers: readonly ProviderDefinition[];
}

/** What a request says of the credential that it wants. */
export interface WantedCredential {
  readonly connectionId?: Id<"connection"> | undefined;
  readonly agentId?: string | undefined;
}

/**
 * The credential for a job of one provider: the connection that is named, else the agent's, else the organization's only
 * active one, else the platform's default. A connection that needs mending holds its jobs, so it may be chosen; a disabled one may not.
 * @throws Problem `connection_missing` or `connection_ambiguous`
 */
export async function chooseConnection(
  sources: CredentialSources,
  wanted: WantedCredential & {
    readonly organizationId: Id<"organization">;
    readonly provider: ProviderDefinition;
  },
): Promise<ChosenCredential> {
  const { organizationId, provider, connectionId, agentId } = wanted;
  if (connectionId !== undefined) {
    const chosen = await named(sources, { organizationId, connectionId, path: "body.connectionId" });
    if (chosen.provider.id !== provider.id) {
      throw refusal("validation_failed", {
        detail: "Correct the fields named in `errors`.",
        message: `is a connection of ${chosen.provider.name}, not of ${provider.name}`,
      });
    }
    return { ...chosen, choice: EXPLICIT };
  }
  const chosen =
    (await ofAgent(sources, organizationId, { agentId, providers: [provider] })) ??
    (await ofOrganization(sources, organizationId, [provider])) ??
    (await onlyPlatformDefault(sources, [provider]));
  if (chosen === null) {
    throw missing(`Create a connection of ${provider.name}, or set the platform's own credential for it.`);
  }
  return chosen;
}

/**
 * The credential for a message: the connection that is named, else the agent's, else the organization's default for the channel, else
 * its only active one that carries the channel, else the platform's default where exactly one provider has one.
 * @throws Problem `channel_not_supported`, `connection_missing` or `connection_ambiguous`
 */
export async function chooseForChannel(
  sources: CredentialSources,
  wanted: WantedCredential & {
    readonly organization: Pick<OrganizationRow, "id" | "channelDefaults">;
    readonly channel: Channel;
  },
): Promise<ChosenCredential> {
  const { organization, channel, connectionId, agentId } = wanted;
  const carriers = sources.providers.filter(({ channels }) => channels?.[channel] !== undefined);
  if (carriers.length === 0) {
    throw notCarried(channel, `No provider carries ${channel} in this version.`);
  }
  if (connectionId === undefined) {
    const own = await ofAgent(sources, organization.id, { agentId, providers: carriers });
    if (own !== null) {
      return own;
    }
  }
  const preset = organization.channelDefaults?.[channel];
  const id = connectionId ?? (preset as Id<"connection"> | undefined);
  if (id !== undefined) {
    const path = connectionId === undefined ? "body.channel" : "body.connectionId";
    const chosen = await named(sources, { organizationId: organization.id, connectionId: id, path });
    if (!carriers.includes(chosen.provider)) {
      const names = carriers.map(({ name }) => name).join(", ");
      throw notCarried(channel, `${chosen.provider.name} does not carry ${channel}; these do: ${names}.`);
    }
    return { ...chosen, choice: connectionId === undefined ? ORGANIZATION : EXPLICIT };
  }
  const chosen =
    (await ofOrganization(sources, organization.id, carriers)) ??
    (await onlyPlatformDefault(sources, carriers));
  if (chosen === null) {
    const names = carriers.map(({ name }) => name).join(", ");
    throw missing(`Create a connection of a provider that carries ${channel}: ${names}.`);
  }
  return chosen;
}

const EXPLICIT: CredentialChoice = { source: "explicit", agentId: null };
const ORGANIZATION: CredentialChoice = { source: "organization", agentId: null };
const PLATFORM: CredentialChoice = { source: "platform", agentId: null };

/**
 * The agent's connection: the one that its integration names, else the only one that was made for it. null where it has
 * neither. What it names is never replaced by another when it is gone or disabled.
 */
async function ofAgent(
  sources: CredentialSources,
  organizationId: Id<"organization">,
  {
    agentId,
    providers,
  }: { readonly agentId: string | undefined; readonly providers: readonly ProviderDefinition[] },
): Promise<ChosenCredential | null> {
  if (agentId === undefined) {
    return null;
  }
  const choice: CredentialChoice = { source: "agent", agentId };
  const ids = providers.map(({ id }) => id);
  const [integration, ...others] = await listIntegrations(sources.db, { organizationId, agentId }, ids);
  if (others.length > 0) {
    throw ambiguous(others.length + 1, "integrations of the agent");
  }
  if (integration !== undefined) {
    const { connectionId } = integration;
    const found = await named(sources, { organizationId, connectionId, path: "body.agentId" });
    return { ...found, config: { ...found.config, ...integration.config }, choice };
  }
  const found = await only(sources, organizationId, { providers, agentId });
  return found === null ? null : { ...found, choice };
}

async function ofOrganization(
  sources: CredentialSources,
  organizationId: Id<"organization">,
  providers: readonly ProviderDefinition[],
): Promise<ChosenCredential | null> {
  const found = await only(sources, organizationId, { providers, agentId: null });
  return found === null ? null : { ...found, choice: ORGANIZATION };
}

const SUBJECTS: Readonly<Record<string, string>> = {
  "body.channel": "its default connection",
  "body.agentId": "the agent's connection",
};

async function named(
  { db, providers }: CredentialSources,
  wanted: {
    readonly organizationId: Id<"organization">;
    readonly connectionId: Id<"connection">;
    readonly path: string;
  },
): Promise<Found> {
  const { organizationId, connectionId, path } = wanted;
  const row = await findConnection(db, organizationId, connectionId);
  const provider = providers.find(({ id }) => id === row?.provider);
  const subject = SUBJECTS[path] ?? "the connection";
  if (row === null || provider === undefined) {
    throw missing("GET /v1/connections lists the connections.", {
      path,
      message: `${subject} does not exist`,
    });
  }
  if (row.status === "disabled") {
    throw missing("Enable the connection, or name another one.", { path, message: `${subject} is disabled` });
  }
  return { provider, connectionId: row.id, config: row.config };
}

/** The only connection of these providers; an active one goes before those that need mending. */
async function only(
  { db }: CredentialSources,
  organizationId: Id<"organization">,
  {
    providers,
    agentId,
  }: { readonly providers: readonly ProviderDefinition[]; readonly agentId: string | null },
): Promise<Found | null> {
  const byId = new Map(providers.map((provider) => [provider.id, provider]));
  const rows = await candidateConnections(db, organizationId, { providers: [...byId.keys()], agentId });
  const active = rows.filter(({ status }) => status === "active");
  const fitting: readonly CandidateConnection[] = active.length > 0 ? active : rows;
  const [row] = fitting;
  const provider = byId.get(row?.provider ?? "");
  if (fitting.length > 1) {
    throw ambiguous(fitting.length, "connections");
  }
  return row === undefined || provider === undefined
    ? null
    : { provider, connectionId: row.id, config: row.config };
}

async function onlyPlatformDefault(
  { env }: CredentialSources,
  providers: readonly ProviderDefinition[],
): Promise<ChosenCredential | null> {
  const usable: ProviderDefinition[] = [];
  for (const provider of providers) {
    if ((await platformDefault(provider, env)) !== null) {
      usable.push(provider);
    }
  }
  const [provider] = usable;
  if (usable.length > 1) {
    throw ambiguous(usable.length, "of the platform's own credentials");
  }
  return provider === undefined ? null : { provider, connectionId: null, config: {}, choice: PLATFORM };
}

function ambiguous(count: number, what: string): Problem {
  const number = count >= MAX_CANDIDATES ? `${MAX_CANDIDATES} or more` : String(count);
  return refusal("connection_ambiguous", {
    detail: `${number} ${what} fit. Name a connection in \`connectionId\`.`,
    message: `is needed: ${number} ${what} fit`,
  });
}

function missing(detail: string, at: { readonly path?: string; readonly message?: string } = {}): Problem {
  const { path, message = "is needed: no credential fits" } = at;
  return refusal("connection_missing", { detail, path, message });
}

function notCarried(channel: Channel, detail: string): Problem {
  return refusal("channel_not_supported", {
    detail,
    path: "body.channel",
    message: `${channel} is not carried`,
  });
}

function refusal(
  code: "validation_failed" | "connection_missing" | "connection_ambiguous" | "channel_not_supported",
  {
    detail,
    path = "body.connectionId",
    message,
  }: { readonly detail: string; readonly path?: string | undefined; readonly message: string },
): Problem {
  return new Problem(code, detail, { errors: [{ path, message }] });
}
