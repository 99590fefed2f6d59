import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { chooseConnection } from "../../../shared/connections/choose.ts";
import { credentialSources } from "../../../shared/connections/sources.ts";
import {
  type AgentIdentity,
  type AgentIntegrationRow,
  deleteIntegration,
  listIntegrations,
  putIntegrations,
} from "../../../shared/db/queries/agents.ts";
import { findConnection } from "../../../shared/db/queries/connections.ts";
import { Problem } from "../../../shared/errors.ts";
import type { Id } from "../../../shared/ids.ts";
import type { ProviderDefinition } from "../../../shared/providers/define.ts";
import { findProvider } from "../../../shared/providers/registry.ts";
import type { Context } from "../../context.ts";
import {
  agentIdSchema,
  integrationSchema,
  presentIntegration,
  putIntegrationSchema,
  putIntegrationsSchema,
} from "../agents/schema.ts";
import { callerOrganization } from "../caller.ts";
import { providerOf, validateNow } from "../connections/prove.ts";
import { validationSchema } from "../connections/schema.ts";
import { requires } from "../middleware/access.ts";
import { idempotencyHeaders, jsonAnswer, jsonBody } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";
import { invalidField } from "../validation.ts";

const tags = ["Agents"];
const agent = z.object({ agentId: agentIdSchema });
const params = agent.extend({ provider: z.string().max(60) });
const integrations = z.object({ data: z.array(integrationSchema) });

const list = createRoute({
  method: "get",
  path: "/v1/agents/{agentId}/integrations",
  operationId: "listAgentIntegrations",
  tags,
  summary: "Which connections an agent uses, by provider.",
  ...requires("connections:read"),
  request: { params: agent },
  responses: { 200: jsonAnswer(integrations, "All of them") },
});

const putAll = createRoute({
  method: "put",
  path: "/v1/agents/{agentId}/integrations",
  operationId: "replaceAgentIntegrations",
  tags,
  summary: "Set all integrations of an agent at once; those that are not named go.",
  ...requires("connections:write"),
  request: { params: agent, body: jsonBody(putIntegrationsSchema) },
  responses: { 200: jsonAnswer(integrations, "Stored") },
});

const get = createRoute({
  method: "get",
  path: "/v1/agents/{agentId}/integrations/{provider}",
  operationId: "getAgentIntegration",
  tags,
  summary: "Get the connection that an agent uses for a provider.",
  ...requires("connections:read"),
  request: { params },
  responses: { 200: jsonAnswer(integrationSchema, "The integration") },
});

const put = createRoute({
  method: "put",
  path: "/v1/agents/{agentId}/integrations/{provider}",
  operationId: "putAgentIntegration",
  tags,
  summary: "Set the connection that an agent uses for a provider, with the agent's own settings.",
  ...requires("connections:write"),
  request: { params, body: jsonBody(putIntegrationSchema) },
  responses: { 200: jsonAnswer(integrationSchema, "Stored") },
});

const remove = createRoute({
  method: "delete",
  path: "/v1/agents/{agentId}/integrations/{provider}",
  operationId: "deleteAgentIntegration",
  tags,
  summary: "Let an agent use what the organization uses. The connection stays.",
  ...requires("connections:write"),
  request: { params },
  responses: { 204: { description: "Deleted" } },
});

const test = createRoute({
  method: "post",
  path: "/v1/agents/{agentId}/integrations/{provider}/test",
  operationId: "testAgentIntegration",
  tags,
  summary: "Ask the provider whether the credential of an agent's connection holds.",
  ...requires("connections:write"),
  request: { params, headers: idempotencyHeaders },
  responses: { 200: jsonAnswer(validationSchema, "What the provider said") },
});

export function agentRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(list, async (c) => {
    const rows = await listIntegrations(c.env.context.db, {
      organizationId: callerOrganization(c.var.principal),
      agentId: c.req.valid("param").agentId,
    });
    return c.json({ data: rows.map(presentIntegration) }, 200);
  });

  app.openapi(putAll, async (c) => {
    const { context } = c.env;
    const identity = { organizationId: callerOrganization(c.var.principal), ...c.req.valid("param") };
    const wanted = c.req.valid("json").integrations;
    if (new Set(wanted.map(({ provider }) => provider)).size < wanted.length) {
      throw invalidField("integrations", "must name each provider once");
    }
    const rows: AgentIntegrationRow[] = [];
    for (const { provider, ...fields } of wanted) {
      rows.push(await integrationOf(identity, { provider: providerOf(provider), ...fields }, context));
    }
    await putIntegrations(context.db, identity, { rows, replace: true });
    const stored = await listIntegrations(context.db, identity);
    return c.json({ data: stored.map(presentIntegration) }, 200);
  });

  app.openapi(get, async (c) => c.json(presentIntegration(await find(c)), 200));

  app.openapi(put, async (c) => {
    const { context } = c.env;
    const { agentId, provider: providerId } = c.req.valid("param");
    const identity = { organizationId: callerOrganization(c.var.principal), agentId };
    const provider = findProvider(providerId);
    if (provider === null) {
      throw new Problem("not_found", "GET /v1/providers lists the providers.");
    }
    const row = await integrationOf(identity, { provider, ...c.req.valid("json") }, context);
    await putIntegrations(context.db, identity, { rows: [row], replace: false });
    return c.json(presentIntegration(await find(c)), 200);
  });

  app.openapi(remove, async (c) => {
    const { agentId, provider } = c.req.valid("param");
    const identity = { organizationId: callerOrganization(c.var.principal), agentId };
    if (!(await deleteIntegration(c.env.context.db, identity, provider))) {
      throw missing();
    }
    return c.body(null, 204);
  });

  app.openapi(test, async (c) => {
    const { context } = c.env;
    const { organizationId, connectionId } = await find(c);
    const row = await findConnection(context.db, organizationId, connectionId);
    if (row === null) {
      throw new Problem("connection_missing", "The connection was deleted. Set the integration anew.");
    }
    return c.json(await validateNow(row, context), 200);
  });
}

/**
 * The row of an integration, of a connection of the caller's own.
 * @throws Problem where the connection is unknown, disabled or of another provider, or where none is named and not one fits
 */
async function integrationOf(
  { organizationId, agentId }: AgentIdentity,
  {
    provider,
    connectionId,
    config = {},
  }: {
    readonly provider: ProviderDefinition;
    readonly connectionId?: string | undefined;
    readonly config?: Record<string, unknown> | undefined;
  },
  context: Context,
): Promise<AgentIntegrationRow> {
  const now = context.clock();
  const chosen = await chooseConnection(
    { ...credentialSources(context), env: {} },
    { organizationId, provider, agentId, connectionId: connectionId as Id<"connection"> | undefined },
  );
  if (chosen.connectionId === null) {
    throw new Problem("connection_missing", `Create a connection of ${provider.name} first.`);
  }
  return {
    organizationId,
    agentId,
    provider: provider.id,
    connectionId: chosen.connectionId,
    config,
    createdAt: now,
    updatedAt: now,
  };
}

async function find(c: {
  readonly env: ApiEnv["Bindings"];
  readonly var: ApiEnv["Variables"];
  readonly req: { valid(target: "param"): { agentId: string; provider: string } };
}): Promise<AgentIntegrationRow> {
  const { agentId, provider } = c.req.valid("param");
  const identity = { organizationId: callerOrganization(c.var.principal), agentId };
  const [row] = await listIntegrations(c.env.context.db, identity, [provider]);
  if (row === undefined) {
    throw missing();
  }
  return row;
}

function missing(): Problem {
  return new Problem("not_found", "The agent has no integration of this provider.");
}
