import type { Id } from "../../ids.ts";
import type { Channel } from "../../model/channel.ts";
import type { ConsentRecord } from "../../model/consent.ts";
import type { FrequencyCap, QuietHours } from "../../model/organization.ts";
import type { ContactKnowledge } from "../../policy/consent.ts";
import type { Database } from "../client.ts";
import { GRAVEST_FIRST } from "../suppression-gravity.ts";
import { sameAccount } from "./same-account.ts";

/** One address on one channel, as an organization knows it; the address is normalised. */
export interface ContactPoint {
  readonly organizationId: Id<"organization">;
  readonly channel: Channel;
  readonly address: string;
}

/** What is known of a contact point, as the policies take it. */
export interface ContactState extends ContactKnowledge {
  /** Normalised. */
  readonly address: string;
  /** Whose address it is; null where nobody is known by it. */
  readonly contactId: Id<"contact"> | null;
  /** The contact's IANA zone. */
  readonly timezone: string | null;
  /** What their organization wants of its marketing. */
  readonly rules: MarketingRules;
}

export interface MarketingRules {
  readonly timezone: string;
  readonly quietHours: QuietHours | null;
  readonly frequencyCap: FrequencyCap | null;
  /** It says where it is, as marketing mail must. */
  readonly isLocated: boolean;
}

/**
 * Records of the ledger that are looked at for one address: withdrawals before what the person said otherwise, and that
 * before what others said, so that no number of imports hides the person's own word; of each the newest.
 */
const MAX_RECORDS = 200;

interface Row {
  readonly address: string;
  readonly suppression: string | null;
  readonly doubt_since: number | null;
  readonly consents: string;
  readonly contact_id: Id<"contact"> | null;
  readonly timezone: string | null;
  readonly org_timezone: string | null;
  readonly quiet_hours: string | null;
  readonly frequency_cap: string | null;
  readonly is_located: 0 | 1;
}

/** SQL: the addresses of the account that a wanted point is one of. */
const THEIRS = sameAccount({
  organizationId: "wanted.value->>0",
  channel: "wanted.value->>1",
  address: "wanted.value->>2",
});

/**
 * What is known of contact points, in their order, read in one statement. What a person stopped or withdrew at one
 * address of an account holds for all; a STOP by its suppression alone, which START lifts.
 */
export async function contactStates(
  { d1 }: Database,
  points: readonly ContactPoint[],
): Promise<readonly ContactState[]> {
  if (points.length === 0) {
    return [];
  }
  const { results } = await d1
    .prepare(
      `select wanted.value->>2 as address,
         (select json_object('reason', reason, 'since', created_at) from (select * from suppressions
            where org_id = wanted.value->>0 and channel = wanted.value->>1
              and address in (select address from ${THEIRS})
              and (address = wanted.value->>2 or reason = 'stop')
            order by ${GRAVEST_FIRST}, created_at limit 1)) as suppression,
         (select min(at) from opt_out_reviews where org_id = wanted.value->>0 and channel = wanted.value->>1
            and address in (select address from ${THEIRS}) and status = 'pending') as doubt_since,
         (select json_group_array(json_object('status', status, 'at', at, 'topic', topic, 'actor', actor,
            'kind', kind, 'jurisdiction', jurisdiction, 'basis', basis,
            'isProven', json(iif(evidence is null, 'false', 'true'))))
          from (select * from consents
            where org_id = wanted.value->>0 and channel = wanted.value->>1
              and address in (select address from ${THEIRS})
              and (address = wanted.value->>2
                or (status = 'withdrawn' and actor = 'subject' and source <> 'keyword'))
              and purpose = 'marketing'
            order by case when status = 'withdrawn' then 0 when actor = 'subject' then 1 else 2 end, id desc
            limit ${MAX_RECORDS})) as consents,
         contacts.id as contact_id, contacts.timezone as timezone,
         organizations.timezone as org_timezone, organizations.quiet_hours as quiet_hours,
         organizations.frequency_cap as frequency_cap,
         organizations.message_defaults->>'postalAddress' is not null as is_located
       from json_each(?) as wanted
       left join contact_identities as identity on identity.org_id = wanted.value->>0
         and identity.channel = wanted.value->>1 and identity.address = wanted.value->>2
       left join contacts on contacts.org_id = identity.org_id and contacts.id = identity.contact_id
       left join organizations on organizations.id = wanted.value->>0
       order by wanted.key`,
    )
    .bind(JSON.stringify(points.map((point) => [point.organizationId, point.channel, point.address])))
    .all<Row>();
  return results.map((row) => ({
    address: row.address,
    suppression: parsed<NonNullable<ContactKnowledge["suppression"]>>(row.suppression),
    doubtSince: row.doubt_since,
    consents: JSON.parse(row.consents) as ConsentRecord[],
    contactId: row.contact_id,
    timezone: row.timezone,
    rules: {
      timezone: row.org_timezone ?? "UTC",
      quietHours: parsed<QuietHours>(row.quiet_hours),
      frequencyCap: parsed<FrequencyCap>(row.frequency_cap),
      isLocated: row.is_located === 1,
    },
  }));
}

/** A column that only this code writes. */
function parsed<T>(json: string | null): T | null {
  return json === null ? null : (JSON.parse(json) as T | null);
}
