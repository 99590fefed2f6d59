import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { platformDefault } from "../../../shared/connections/platform-default.ts";
import { type ConnectionRow, listConnections } from "../../../shared/db/queries/connections.ts";
import { type WaitingCount, waitingCounts } from "../../../shared/db/queries/job-counts.ts";
import { bucketLimits } from "../../../shared/gates/limits.ts";
import type { ProviderDefinition } from "../../../shared/providers/define.ts";
import { findProvider, providers } from "../../../shared/providers/registry.ts";
import type { Context } from "../../context.ts";
import { callerOrganization } from "../caller.ts";
import { accountLimitsSchema, presentAccount } from "../limits/account.ts";
import { requires } from "../middleware/access.ts";
import { decodeCursor, jsonAnswer, pageAnswer, pageOf, pageQuery, problems } from "../schemas.ts";
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
    ...problems(400, 422),
  },
});

export function limitRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(list, async (c) => {
    const { context } = c.env;
    const { limit, cursor, provider } = c.req.valid("query");
    const organizationId = callerOrganization(c.var.principal);
    const before = decodeCursor(cursor, "limits", 1)?.[0] ?? null;
    const rows = await listConnections(
      context.db,
      organizationId,
      { provider },
      { limit: limit + 1, before },
    );
    const waiting = await waitingCounts(context.db, organizationId);
    const page = pageAnswer(rows, limit, { list: "limits", item: (row) => row, key: (row) => [row.id] });
    const accounts = page.data.flatMap((row) => {
      const definition = findProvider(row.provider);
      const { id: connectionId, accountKey } = row;
      return definition === null ? [] : [{ provider: definition, connectionId, accountKey }];
    });
    return c.json(
      {
        data: await Promise.all(accounts.map((one) => inspect(one, waiting, context))),
        nextCursor: page.nextCursor,
        platform: before === null ? await platformAccounts(provider, waiting, context) : [],
      },
      200,
    );
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
  const { concurrency } = limits;
  return presentAccount({ provider: provider.id, connectionId, concurrency, waiting: own?.count ?? 0 }, view);
}
