import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { SECOND_MS, toRfc3339 } from "../../../shared/clock.ts";
import { newLink } from "../../../shared/connect/link.ts";
import { isOffered, waysOf } from "../../../shared/connections/ways.ts";
import {
  type ConnectSessionRow,
  deleteConnectSession,
  findConnectSession,
  insertConnectSession,
} from "../../../shared/db/queries/connect-sessions.ts";
import { findConnection } from "../../../shared/db/queries/connections.ts";
import type { FieldError } from "../../../shared/errors.ts";
import { type Id, newId } from "../../../shared/ids.ts";
import { findProvider } from "../../../shared/providers/registry.ts";
import type { Context } from "../../context.ts";
import { agentIdSchema } from "../agents/schema.ts";
import { callerOrganization } from "../caller.ts";
import { checkRedirect } from "../connections/redirect.ts";
import { finder, notFound } from "../found.ts";
import { publicOrigin } from "../origin.ts";
import { resource } from "../resource.ts";
import { idParams, idSchema, jsonAnswer, timeSchema } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";
import { invalidFields } from "../validation.ts";

const DEFAULT_SECONDS = 1_800;
const MIN_SECONDS = 60;
const MAX_SECONDS = 86_400;

const tags = ["Connections"];
const sessions = resource({
  path: "/v1/connect-sessions",
  params: idParams("connectSession"),
  tags,
  read: "connections:read",
  write: "connections:write",
});
const name = z.string().trim().min(1).max(200);

const createSchema = z
  .strictObject({
    providers: z
      .array(z.string().min(1).max(60))
      .min(1)
      .max(100)
      .optional()
      .openapi({ description: "Those to choose from; all that can be connected where left out." }),
    connectionId: idSchema("connection")
      .optional()
      .openapi({ description: "Reconnects this one: its id and its waiting jobs stay." }),
    name: name.optional().openapi({ description: "Of the new connection." }),
    externalAccountId: name.optional(),
    agentId: agentIdSchema.optional().openapi({
      description: "The agent that a new connection is for; the whole organization where left out.",
    }),
    returnUrl: z.url().max(2_000).optional().openapi({
      description:
        "Where your customer goes in the end, with `connectionId` and `status`; one of `redirectUrls`.",
    }),
    branding: z
      .strictObject({
        name: z.string().trim().min(1).max(100).optional(),
        color: z
          .string()
          .regex(/^#[0-9a-f]{6}$/i, "must be like #1f4e79")
          .optional(),
      })
      .optional(),
    expiresInSeconds: z.int().min(MIN_SECONDS).max(MAX_SECONDS).default(DEFAULT_SECONDS),
  })
  .openapi({ example: { providers: ["resend"], branding: { name: "Acme", color: "#7a1fa2" } } });

const sessionSchema = z
  .object({
    id: idSchema("connectSession"),
    status: z.enum(["open", "completed", "expired"]),
    providers: z.array(z.string()).nullable(),
    connectionId: idSchema("connection")
      .nullable()
      .openapi({ description: "That which was made, is reconnected, or waits for a consent." }),
    expiresAt: timeSchema,
    createdAt: timeSchema,
  })
  .openapi("ConnectSession");

const newSessionSchema = sessionSchema
  .extend({
    url: z.url().nullable().openapi({ description: "For your customer's browser. Shown this once." }),
    token: z.string().nullable().openapi({ description: "The last part of `url`. Shown this once." }),
    secretOmitted: z.boolean().optional(),
  })
  .openapi("NewConnectSession");

const find = finder("connectSession", findConnectSession, { what: "connect session" });

const create = sessions.create({
  operationId: "createConnectSession",
  summary: "Make a short-lived link to a page on which your customer connects one account.",
  body: createSchema,
  responses: { 201: jsonAnswer(newSessionSchema, "Created") },
});

const get = sessions.get({
  operationId: "getConnectSession",
  summary: "What became of a connect session; it is known for a day after its end.",
  responses: { 200: jsonAnswer(sessionSchema, "The session") },
});

const revoke = sessions.remove({
  operationId: "revokeConnectSession",
  summary: "Revoke a connect session's link; a connection that it made stays.",
  responses: { 204: { description: "Revoked" } },
});

export function connectSessionRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(create, async (c) => {
    const { context } = c.env;
    const input = c.req.valid("json");
    const organizationId = callerOrganization(c.var.principal);
    await checkRedirect("returnUrl", input.returnUrl, organizationId, context);
    const now = context.clock();
    const id = newId("connectSession", now);
    const { token, secretHash } = await newLink(id);
    const connectionId = (input.connectionId ?? null) as Id<"connection"> | null;
    const row: ConnectSessionRow = {
      id,
      organizationId,
      secretHash,
      providers: await providersOf({ ...input, organizationId, connectionId }, context),
      connectionId,
      name: input.name ?? null,
      externalAccountId: input.externalAccountId ?? null,
      agentId: input.agentId ?? null,
      returnUrl: input.returnUrl ?? null,
      branding: input.branding ?? {},
      attempts: 0,
      completedAt: null,
      expiresAt: now + input.expiresInSeconds * SECOND_MS,
      createdAt: now,
    };
    await insertConnectSession(context.db, row);
    const origin = publicOrigin(c);
    return c.json({ ...present(row, now), url: `${origin}/connect/${token}`, token }, 201);
  });

  app.openapi(get, async (c) => {
    return c.json(present(await find(c), c.env.context.clock()), 200);
  });

  app.openapi(revoke, async (c) => {
    const id = c.req.valid("param").id as Id<"connectSession">;
    if (!(await deleteConnectSession(c.env.context.db, callerOrganization(c.var.principal), id))) {
      throw notFound("connect session");
    }
    return c.body(null, 204);
  });
}

/** @throws Problem where one of them cannot be connected, or is not that of the connection */
async function providersOf(
  {
    organizationId,
    connectionId,
    providers,
  }: {
    readonly organizationId: Id<"organization">;
    readonly connectionId: Id<"connection"> | null;
    readonly providers?: readonly string[] | undefined;
  },
  { db, settings }: Context,
): Promise<readonly string[] | null> {
  const errors: FieldError[] = [];
  for (const [index, id] of (providers ?? []).entries()) {
    const provider = findProvider(id);
    const ways = provider === null ? null : waysOf(provider);
    const isNew = connectionId === null;
    if (provider === null || !(ways?.form || ways?.consent)) {
      errors.push({ path: `body.providers.${index}`, message: "is no provider that can be connected" });
    } else if (isNew && !isOffered(provider, settings)) {
      const use = provider.deprecated?.successor ?? "another";
      errors.push({ path: `body.providers.${index}`, message: `is deprecated: use ${use}` });
    }
  }
  const connection = connectionId === null ? null : await findConnection(db, organizationId, connectionId);
  if (connectionId !== null && connection === null) {
    errors.push({ path: "body.connectionId", message: "is no connection of the organization" });
  }
  if (connection !== null && providers !== undefined && providers.join() !== connection.provider) {
    errors.push({ path: "body.providers", message: "must be the connection's own alone, or be left out" });
  }
  if (errors.length > 0) {
    throw invalidFields(errors);
  }
  return connection === null ? (providers ?? null) : [connection.provider];
}

function present(row: ConnectSessionRow, now: number): z.infer<typeof sessionSchema> {
  const status = row.completedAt !== null ? "completed" : row.expiresAt <= now ? "expired" : "open";
  return {
    id: row.id,
    status,
    providers: row.providers === null ? null : [...row.providers],
    connectionId: row.connectionId,
    expiresAt: toRfc3339(row.expiresAt),
    createdAt: toRfc3339(row.createdAt),
  };
}
