import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { platformDefault } from "../../../shared/connections/platform-default.ts";
import {
  type ConnectionRow,
  findConnection,
  listConnections,
  wakeHeldJobs,
} from "../../../shared/db/queries/connections.ts";
import { type WaitingCount, waitingCounts } from "../../../shared/db/queries/job-counts.ts";
import { Problem } from "../../../shared/errors.ts";
import { bucketLimits } from "../../../shared/gates/limits.ts";
import type { ProviderDefinition } from "../../../shared/providers/define.ts";
import { findProvider, providers } from "../../../shared/providers/registry.ts";
import type { Context } from "../../context.ts";
import { callerOrganization } from "../caller.ts";
import { notFound } from "../found.ts";
import { accountLimitsSchema, presentAccount } from "../limits/account.ts";
import { planSchema, readPlan } from "../limits/plan.ts";
import { requires } from "../middleware/access.ts";
import { pageById } from "../pages.ts";
import { idParams, jsonAnswer, jsonBody, pageOf, pageQuery, problems } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const list = createRoute({
  method: "get",
  path: "/v1/limits",
  operationId: "listLimits",
  tags: ["Health and figures"],
  summary: "What is left of the limits of each connection's account, newest connection first.",
  ...requires("limits:read"),
  request: { query: z.strictObject({ ...pageQuery, provider: z.string().max(60).optional() }) },
  responses: {
    200: jsonAnswer(
      pageOf(accountLimitsSchema).extend({
        platform: z
          .array(accountLimitsSchema)
          .openapi({ description: "The platform's own credentials; on the first page." }),
      }),
      "A page",
    ),
  },
});

const put = createRoute({
  method: "put",
  path: "/v1/connections/{id}/limits",
  operationId: "setConnectionLimits",
  tags: ["Health and figures"],
  summary:
    "State the limits of the account's plan, for every connection of the account. The provider's headers lower them, nothing raises them.",
  ...requires("limits:write"),
  request: { params: idParams("connection"), body: jsonBody(planSchema) },
  responses: { 200: jsonAnswer(accountLimitsSchema, "The limits in force"), ...problems(409) },
});

export function limitRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(list, async (c) => {
    const { context } = c.env;
    const { cursor, provider } = c.req.valid("query");
    const page = await pageById(c, {
      list: "limits",
      read: (db, organizationId, page, filter) => listConnections(db, organizationId, filter, page),
      item: (row) => row,
    });
    const waiting = await waitingCounts(context.db, callerOrganization(c.var.principal));
    const accounts = page.data.flatMap((row) => {
      const definition = findProvider(row.provider);
      const { id: connectionId, accountKey } = row;
      return definition === null ? [] : [{ provider: definition, connectionId, accountKey }];
    });
    return c.json(
      {
        data: await Promise.all(accounts.map((one) => inspect(one, waiting, context))),
        nextCursor: page.nextCursor,
        platform: cursor === undefined ? await platformAccounts(provider, waiting, context) : [],
      },
      200,
    );
  });

  app.openapi(put, async (c) => {
    const { context } = c.env;
    const organizationId = callerOrganization(c.var.principal);
    const id = c.req.valid("param").id as ConnectionRow["id"];
    const row = await findConnection(context.db, organizationId, id);
    const provider = row === null ? null : findProvider(row.provider);
    if (row === null || provider === null) {
      throw notFound("connection");
    }
    // who merely names an account must not slow it down for those who hold it
    if (row.status !== "active") {
      throw new Problem("conflict", "The connection is not active: mend it, then state its limits.");
    }
    await context.gates.setPlan(provider.id, row.accountKey, readPlan(c.req.valid("json"), provider));
    await wakeHeldJobs(context.db, row, { gate: "limit", now: context.clock() });
    const waiting = await waitingCounts(context.db, organizationId);
    const account = { provider, connectionId: row.id, accountKey: row.accountKey };
    return c.json(await inspect(account, waiting, context), 200);
  });
}

interface Account {
  readonly provider: ProviderDefinition;
  readonly connectionId: ConnectionRow["id"] | null;
  readonly accountKey: string;
}

async function platformAccounts(
  wanted: string | undefined,
  waiting: readonly WaitingCount[],
  context: Context,
) {
  const shown: readonly ProviderDefinition[] = Object.values(providers).filter(
    ({ id }) => wanted === undefined || id === wanted,
  );
  const views = shown.map(async (provider) => {
    const opened = await platformDefault(provider, { ...context.env });
    return opened === null ? [] : [await inspect({ ...opened, provider }, waiting, context)];
  });
  return (await Promise.all(views)).flat();
}

async function inspect(
  { provider, connectionId, accountKey }: Account,
  waiting: readonly WaitingCount[],
  { gates }: Context,
) {
  const limits = bucketLimits(provider);
  const view = await gates.inspect(provider.id, accountKey, limits);
  const own = waiting.find((one) => one.provider === provider.id && one.connectionId === connectionId);
  return presentAccount({ provider: provider.id, connectionId, waiting: own?.count ?? 0 }, view);
}
