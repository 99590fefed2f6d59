import { and, asc, between, count, eq, sum } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { MessageCost } from "../../model/cost.ts";
import type { Database } from "../client.ts";
import { jsonLists } from "../json-rows.ts";
import { messageCosts } from "../schema/message-costs.ts";

/** Stores what messages cost; what is known already and stays the same writes nothing. */
export function costStatements(
  { d1 }: Database,
  { organizationId, provider }: { readonly organizationId: Id<"organization">; readonly provider: string },
  costs: readonly MessageCost[],
): D1PreparedStatement[] {
  const rows = costs.map(({ externalId, day, micros, currency }) => [externalId, day, micros, currency]);
  return jsonLists(rows).map((list) =>
    d1
      .prepare(
        `insert into message_costs (org_id, provider, external_id, day, micros, currency)
         select ?1, ?2, row.value->>0, row.value->>1, row.value->>2, row.value->>3 from json_each(?3) as row where true
         on conflict (org_id, provider, external_id) do update set
           day = excluded.day, micros = excluded.micros, currency = excluded.currency
         where (excluded.day, excluded.micros, excluded.currency)
           is not (message_costs.day, message_costs.micros, message_costs.currency)`,
      )
      .bind(organizationId, provider, list),
  );
}

export interface CostSum {
  readonly provider: string;
  readonly currency: string;
  readonly messages: number;
  readonly micros: number;
}

/** By provider and currency, both days included. */
export async function sumCosts(
  db: Database,
  organizationId: Id<"organization">,
  {
    since,
    until,
    provider,
  }: { readonly since: string; readonly until: string; readonly provider?: string | undefined },
): Promise<CostSum[]> {
  const { provider: by, currency, micros, day } = messageCosts;
  const rows = await db.orm
    .select({ provider: by, currency, messages: count(), micros: sum(micros).mapWith(Number) })
    .from(messageCosts)
    .where(
      and(
        eq(messageCosts.organizationId, organizationId),
        between(day, since, until),
        provider === undefined ? undefined : eq(by, provider),
      ),
    )
    .groupBy(by, currency)
    .orderBy(asc(by), asc(currency));
  return rows.map((row) => ({ ...row, micros: row.micros ?? 0 }));
}
