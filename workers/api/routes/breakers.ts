import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Database } from "../../../shared/db/client.ts";
import { type ConnectionRow, listConnections, wakeHeldJobs } from "../../../shared/db/queries/connections.ts";
import { Problem } from "../../../shared/errors.ts";
import type { Id } from "../../../shared/ids.ts";
import { callerOrganization } from "../caller.ts";
import { requires } from "../middleware/access.ts";
import { idempotencyHeaders, idSchema, jsonAnswer, jsonBody } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

/** Connections of one provider that one call stops or lets go. */
const MAX_CONNECTIONS = 200;

const order = z.strictObject({
  connectionId: idSchema("connection")
    .optional()
    .openapi({ description: "Without it all connections of the provider." }),
  reason: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .openapi({ description: "For whoever asks why; shown in limits." }),
});

const answer = z.object({ provider: z.string(), connectionIds: z.array(idSchema("connection")) });

const request = {
  params: z.object({ provider: z.string().max(60) }),
  body: jsonBody(order),
  headers: idempotencyHeaders,
};
const responses = { 200: jsonAnswer(answer, "The connections concerned") };
const tags = ["Health and figures"];

const isolate = createRoute({
  method: "post",
  path: "/v1/breakers/{provider}/isolate",
  operationId: "isolateProvider",
  tags,
  summary: "Stop all calls of the organization's accounts at a provider until they are released; jobs wait.",
  ...requires("limits:write"),
  request,
  responses,
});

const release = createRoute({
  method: "post",
  path: "/v1/breakers/{provider}/release",
  operationId: "releaseProvider",
  tags,
  summary:
    "Let the organization's accounts at a provider make calls again, also before an open breaker would.",
  ...requires("limits:write"),
  request,
  responses,
});

export function breakerRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(isolate, async (c) => {
    const { db, gates } = c.env.context;
    const { provider } = c.req.valid("param");
    const { reason, connectionId } = c.req.valid("json");
    const organizationId = callerOrganization(c.var.principal);
    const rows = await concerned(db, organizationId, { provider, connectionId });
    await forEachAccount(rows, (key) => gates.isolate(provider, key, reason, null));
    return c.json(present(provider, rows), 200);
  });

  app.openapi(release, async (c) => {
    const { db, gates, clock } = c.env.context;
    const { provider } = c.req.valid("param");
    const { reason, connectionId } = c.req.valid("json");
    const organizationId = callerOrganization(c.var.principal);
    const rows = await concerned(db, organizationId, { provider, connectionId });
    await forEachAccount(rows, (key) => gates.release(provider, key, reason));
    await Promise.all(rows.map((row) => wakeHeldJobs(db, row, { gate: "breaker", now: clock() })));
    return c.json(present(provider, rows), 200);
  });
}

/** The caller's connections of the provider: the breaker over everybody's accounts is not an organization's to move. */
async function concerned(
  db: Database,
  organizationId: Id<"organization">,
  { provider, connectionId }: { readonly provider: string; readonly connectionId?: string | undefined },
): Promise<ConnectionRow[]> {
  const page = { limit: MAX_CONNECTIONS, before: null };
  const rows = await listConnections(db, organizationId, { provider }, page);
  if (rows.length === 0) {
    throw new Problem("not_found", "The organization has no connection of this provider.");
  }
  const chosen = connectionId === undefined ? rows : rows.filter(({ id }) => id === connectionId);
  if (chosen.length === 0) {
    throw new Problem("connection_missing", "GET /v1/connections lists the connections.", {
      errors: [{ path: "body.connectionId", message: "is no connection of this provider" }],
    });
  }
  return chosen;
}

/** Connections of one account share its breaker. */
async function forEachAccount(
  rows: readonly ConnectionRow[],
  move: (accountKey: string) => Promise<unknown>,
): Promise<void> {
  await Promise.all([...new Set(rows.map(({ accountKey }) => accountKey))].map(move));
}

function present(provider: string, rows: readonly ConnectionRow[]) {
  return { provider, connectionIds: rows.map(({ id }) => id) };
}
