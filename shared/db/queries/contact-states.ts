import type { Id } from "../../ids.ts";
import type { Channel } from "../../model/channel.ts";
import type { Database } from "../client.ts";
import type { SuppressionReason } from "../schema/suppressions.ts";

/** One address on one channel, as an organization knows it; the address is normalised. */
export interface ContactPoint {
  readonly organizationId: Id<"organization">;
  readonly channel: Channel;
  readonly address: string;
}

/** What is known of a contact point, as the consent policy takes it. */
export interface ContactState {
  readonly suppression: { readonly reason: SuppressionReason; readonly since: number } | null;
  /** The newest record of the ledger for marketing. */
  readonly consent: { readonly status: "granted" | "withdrawn"; readonly since: number } | null;
}

interface Row {
  readonly reason: SuppressionReason | null;
  readonly suppressed_at: number | null;
  readonly consent: string | null;
}

/** What is known of contact points, in their order, read in one statement. */
export async function contactStates(
  { d1 }: Database,
  points: readonly ContactPoint[],
): Promise<readonly ContactState[]> {
  if (points.length === 0) {
    return [];
  }
  const { results } = await d1
    .prepare(
      `select suppressions.reason as reason, suppressions.created_at as suppressed_at,
         (select json_array(status, at) from consents
          where org_id = wanted.value->>0 and channel = wanted.value->>1 and address = wanted.value->>2
            and purpose = 'marketing'
          order by id desc limit 1) as consent
       from json_each(?) as wanted
       left join suppressions on suppressions.org_id = wanted.value->>0
         and suppressions.channel = wanted.value->>1 and suppressions.address = wanted.value->>2
       order by wanted.key`,
    )
    .bind(JSON.stringify(points.map((point) => [point.organizationId, point.channel, point.address])))
    .all<Row>();
  return results.map(({ reason, suppressed_at: since, consent }) => {
    const record = consent === null ? null : (JSON.parse(consent) as ["granted" | "withdrawn", number]);
    return {
      suppression: reason === null ? null : { reason, since: since ?? 0 },
      consent: record === null ? null : { status: record[0], since: record[1] },
    };
  });
}
