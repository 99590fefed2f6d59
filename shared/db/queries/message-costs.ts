import { and, asc, between, count, eq, sum } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { MessageCost, MessageRate } from "../../model/cost.ts";
import type { Database } from "../client.ts";
import { jsonLists } from "../json-rows.ts";
import { messageCosts } from "../schema/message-costs.ts";
import { messageRates } from "../schema/message-rates.ts";

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

/** Notes by which rate a message is charged; what is known already writes nothing. */
export function rateStatement({ d1 }: Database, row: typeof messageRates.$inferSelect): D1PreparedStatement {
  return d1
    .prepare(
      `insert into message_rates (org_id, provider, external_id, day, category, type)
       values (?, ?, ?, ?, ?, ?) on conflict do nothing`,
    )
    .bind(row.organizationId, row.provider, row.externalId, row.day, row.category, row.type);
}

interface Days {
  /** `YYYY-MM-DD`; both are included. */
  readonly since: string;
  readonly until: string;
  readonly provider?: string | undefined;
}

export interface RateCount extends MessageRate {
  readonly provider: string;
  readonly messages: number;
}

/** By provider and rate. */
export async function countRates(
  db: Database,
  organizationId: Id<"organization">,
  { since, until, provider }: Days,
): Promise<RateCount[]> {
  const { provider: by, category, type, day } = messageRates;
  return await db.orm
    .select({ provider: by, category, type, messages: count() })
    .from(messageRates)
    .where(
      and(
        eq(messageRates.organizationId, organizationId),
        between(day, since, until),
        provider === undefined ? undefined : eq(by, provider),
      ),
    )
    .groupBy(by, category, type)
    .orderBy(asc(by), asc(category), asc(type));
}

export interface CostSum {
  readonly provider: string;
  readonly currency: string;
  readonly messages: number;
  readonly micros: number;
}

/** By provider and currency. */
export async function sumCosts(
  db: Database,
  organizationId: Id<"organization">,
  { since, until, provider }: Days,
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
