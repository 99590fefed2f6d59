import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { toRfc3339 } from "../../../shared/clock.ts";
import { oauthAppRow } from "../../../shared/connections/oauth-client.ts";
import { begin } from "../../../shared/connections/oauth-flow.ts";
import { pendingConnection } from "../../../shared/connections/prove.ts";
import {
  type ConnectionRow,
  findConnection,
  insertConnection,
} from "../../../shared/db/queries/connections.ts";
import {
  deleteOAuthApp,
  findOAuthApp,
  type OAuthAppRow,
  putOAuthApp,
} from "../../../shared/db/queries/oauth.ts";
import { Problem } from "../../../shared/errors.ts";
import type { Id } from "../../../shared/ids.ts";
import type { OAuth2 } from "../../../shared/oauth2/grant.ts";
import { GrantImpossible } from "../../../shared/oauth2/template.ts";
import type { ProviderDefinition } from "../../../shared/providers/define.ts";
import { findProvider } from "../../../shared/providers/registry.ts";
import type { Context } from "../../context.ts";
import { agentIdSchema } from "../agents/schema.ts";
import { callerOrganization } from "../caller.ts";
import { connectableProvider } from "../connections/prove.ts";
import { checkRedirect } from "../connections/redirect.ts";
import { requires } from "../middleware/access.ts";
import { publicOrigin } from "../origin.ts";
import { idempotencyHeaders, idSchema, jsonAnswer, jsonBody, timeSchema } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";
import { invalidField } from "../validation.ts";

const tags = ["Connections"];
const params = z.object({
  provider: z
    .string()
    .max(60)
    .openapi({ param: { name: "provider", in: "path" }, example: "hubspot" }),
});
const scopes = z.array(z.string().min(1).max(300)).min(1).max(100);

const appSchema = z
  .object({
    provider: z.string(),
    clientId: z.string(),
    scopes: z.array(z.string()).nullable(),
    updatedAt: timeSchema,
  })
  .openapi("OAuthApp");

const putApp = createRoute({
  method: "put",
  path: "/v1/oauth-apps/{provider}",
  operationId: "putOAuthApp",
  tags,
  summary: "Set the organization's own OAuth application at a provider; the secret is write-only.",
  ...requires("connections:write"),
  request: {
    params,
    body: jsonBody(
      z.strictObject({
        clientId: z.string().trim().min(1).max(500).openapi({ example: "8f0f8f62-0000" }),
        clientSecret: z.string().trim().min(1).max(2_000).openapi({ example: "of the application" }),
        scopes: scopes.optional(),
      }),
    ),
  },
  responses: { 200: jsonAnswer(appSchema, "Set") },
});

const getApp = createRoute({
  method: "get",
  path: "/v1/oauth-apps/{provider}",
  operationId: "getOAuthApp",
  tags,
  summary: "The organization's own OAuth application at a provider, without its secret.",
  ...requires("connections:read"),
  request: { params },
  responses: { 200: jsonAnswer(appSchema, "The application") },
});

const deleteApp = createRoute({
  method: "delete",
  path: "/v1/oauth-apps/{provider}",
  operationId: "deleteOAuthApp",
  tags,
  summary: "Forget it: the platform's own application is used from then on.",
  ...requires("connections:write"),
  request: { params },
  responses: { 204: { description: "Deleted" } },
});

const authorize = createRoute({
  method: "post",
  path: "/v1/oauth/{provider}/authorize",
  operationId: "authorizeOAuth",
  tags,
  summary:
    "Begin an OAuth2 consent: send the person to `authorizeUrl` within ten minutes. They come back to `redirectUrl` with `connectionId` and `status`.",
  ...requires("connections:write"),
  request: {
    params,
    body: jsonBody(
      z.strictObject({
        redirectUrl: z.url().max(2_000).optional(),
        scopes: scopes.optional(),
        connectionId: idSchema("connection").optional(),
        config: z.record(z.string(), z.unknown()).optional(),
        name: z.string().max(200).optional(),
        agentId: agentIdSchema.optional().openapi({ description: "The agent that a new connection is for." }),
      }),
    ),
    headers: idempotencyHeaders,
  },
  responses: {
    200: jsonAnswer(z.object({ authorizeUrl: z.url(), connectionId: idSchema("connection") }), "Where to go"),
  },
});

export function oauthRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(putApp, async (c) => {
    const { db, vault, clock } = c.env.context;
    const { provider } = oauthOf(c.req.valid("param").provider);
    const { clientId, clientSecret, scopes: wanted } = c.req.valid("json");
    const organizationId = callerOrganization(c.var.principal);
    const row: OAuthAppRow = {
      organizationId,
      provider: provider.id,
      clientId,
      clientSecret: await vault.seal(organizationId, clientSecret, oauthAppRow(organizationId, provider.id)),
      scopes: wanted ?? null,
      updatedAt: clock(),
    };
    await putOAuthApp(db, row);
    return c.json(presentApp(row), 200);
  });

  app.openapi(getApp, async (c) => {
    const id = c.req.valid("param").provider;
    const row = await findOAuthApp(c.env.context.db, callerOrganization(c.var.principal), id);
    if (row === null) {
      throw missingApp();
    }
    return c.json(presentApp(row), 200);
  });

  app.openapi(deleteApp, async (c) => {
    const id = c.req.valid("param").provider;
    if (!(await deleteOAuthApp(c.env.context.db, callerOrganization(c.var.principal), id))) {
      throw missingApp();
    }
    return c.body(null, 204);
  });

  app.openapi(authorize, async (c) => {
    const { context } = c.env;
    const { provider, oauth2 } = oauthOf(c.req.valid("param").provider);
    const input = c.req.valid("json");
    const organizationId = callerOrganization(c.var.principal);
    await checkRedirect("redirectUrl", input.redirectUrl, organizationId, context);
    const row =
      input.connectionId === undefined
        ? await pendingConnection(
            { organizationId, ...input, provider: connectableProvider(provider.id, context) },
            context,
          )
        : await connectionOf(organizationId, input.connectionId as Id<"connection">, { provider, context });
    const url = await begin(
      {
        row,
        provider,
        oauth2,
        origin: publicOrigin(c),
        returnUrl: input.redirectUrl ?? null,
        scopes: input.scopes,
      },
      { ...context, env: { ...context.env } },
    ).catch(toProblem);
    if (input.connectionId === undefined) {
      await insertConnection(context.db, row);
    }
    return c.json({ authorizeUrl: url.href, connectionId: row.id }, 200);
  });
}

/** @throws Problem where there is no such provider, or people cannot consent there */
function oauthOf(id: string): { readonly provider: ProviderDefinition; readonly oauth2: OAuth2 } {
  const provider = findProvider(id);
  if (provider === null) {
    throw new Problem("not_found", "GET /v1/providers lists the providers.");
  }
  const { oauth2 } = provider.auth;
  if (oauth2?.authorizeUrl === undefined) {
    throw new Problem(
      "oauth_not_supported",
      "Create a connection with credentials instead: POST /v1/connections.",
    );
  }
  return { provider, oauth2 };
}

async function connectionOf(
  organizationId: Id<"organization">,
  id: Id<"connection">,
  { provider, context }: { readonly provider: ProviderDefinition; readonly context: Context },
): Promise<ConnectionRow> {
  const row = await findConnection(context.db, organizationId, id);
  if (row === null || row.provider !== provider.id) {
    throw invalidField("connectionId", "is no connection of this provider");
  }
  return row;
}

/** A field that a URL needs is the caller's to give. */
function toProblem(cause: unknown): never {
  if (cause instanceof GrantImpossible) {
    throw invalidField(`config.${cause.field}`, "is needed, in the provider's form");
  }
  throw cause;
}

function missingApp(): Problem {
  return new Problem("not_found", "The organization has no OAuth application of its own at this provider.");
}

function presentApp({ provider, clientId, scopes: wanted, updatedAt }: OAuthAppRow) {
  return {
    provider,
    clientId,
    scopes: wanted === null ? null : [...wanted],
    updatedAt: toRfc3339(updatedAt),
  };
}
