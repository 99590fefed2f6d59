import { DAY_MS } from "../../clock.ts";
import type { Id } from "../../ids.ts";
import type { FrequencyCap } from "../../model/organization.ts";
import type { Database } from "../client.ts";

/** A marketing message that is about to be sent to people whose organization caps their number. */
export interface CappedSend {
  readonly organizationId: Id<"organization">;
  /** Each once: the contact's id, else `<channel>:<address>`. */
  readonly people: readonly string[];
  readonly jobId: Id<"job">;
  readonly cap: FrequencyCap;
}

/** SQL: sends to `one.value` of the organization `?1`, also those from before their address was known to be theirs. */
const THEIRS = `org_id = ?1 and person in (select one.value union all
  select channel || ':' || address from contact_identities where org_id = ?1 and contact_id = one.value)`;

/** The longest window that a cap may have. */
const KEPT_MS = 30 * DAY_MS;

/**
 * Counts sends towards their people's caps, one after the other in one transaction, so that of several at once only as
 * many pass as the caps have room for. One to several people counts for all of them or, where one has no room, for none.
 * A job that was counted before is not counted again.
 * @returns for each send, when there is room for it again in ms since the epoch; null where it was counted
 */
export async function countSends(
  { d1 }: Database,
  sends: readonly CappedSend[],
  now: number,
): Promise<(number | null)[]> {
  if (sends.length === 0) {
    return [];
  }
  const results = await d1.batch<{ at: number | null; counted: number }>(
    sends.flatMap(({ organizationId, people, jobId, cap }) => {
      const named = JSON.stringify(people);
      const since = now - cap.days * DAY_MS;
      return [
        d1
          .prepare(
            `delete from marketing_sends
             where org_id = ? and person in (select value from json_each(?)) and at <= ?`,
          )
          .bind(organizationId, named, now - KEPT_MS),
        d1
          .prepare(
            `insert into marketing_sends (org_id, person, job_id, at)
             select ?1, value, ?3, ?4 from json_each(?2)
             where not exists (select 1 from json_each(?2) as one
               where (select count(*) from marketing_sends where ${THEIRS} and at > ?5) >= ?6)
             on conflict do nothing`,
          )
          .bind(organizationId, named, jobId, now, since, cap.max),
        d1
          .prepare(
            `select (select count(*) from marketing_sends where org_id = ?1 and job_id = ?3
                 and person in (select value from json_each(?2))) as counted,
               (select max((select at from marketing_sends where ${THEIRS} and at > ?4
                  order by at desc limit 1 offset ?5)) from json_each(?2) as one) as at`,
          )
          .bind(organizationId, named, jobId, since, cap.max - 1),
      ];
    }),
  );
  return sends.map(({ cap, people }, index) => {
    const row = results[3 * index + 2]?.results[0];
    return row === undefined || row.counted === people.length ? null : (row.at ?? now) + cap.days * DAY_MS;
  });
}

/** As part of the transaction in which one person becomes a part of another: what they were sent counts on. */
export function moveSends(
  { d1 }: Database,
  { organizationId, from, into }: MergedPeople,
): D1PreparedStatement {
  return d1
    .prepare("update or replace marketing_sends set person = ?3 where org_id = ?1 and person = ?2")
    .bind(organizationId, from, into);
}

interface MergedPeople {
  readonly organizationId: Id<"organization">;
  readonly from: Id<"contact">;
  readonly into: Id<"contact">;
}
