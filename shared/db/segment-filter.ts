import { type SQL, sql } from "drizzle-orm";
import { DAY_MS } from "../clock.ts";
import type { SegmentCondition, SegmentFilter } from "../model/segment.ts";
import { contacts } from "./schema/contacts.ts";

const COLUMNS = {
  firstName: contacts.firstName,
  lastName: contacts.lastName,
  company: contacts.company,
  locale: contacts.locale,
  timezone: contacts.timezone,
} as const;

/**
 * A filter as a condition on rows of `contacts`. Whatever a client wrote becomes a bound value, never text of the
 * statement.
 * @param now ms since the epoch, from which `withinDays` and `olderThanDays` count
 */
export function segmentCondition(filter: SegmentFilter, now: number): SQL {
  if ("all" in filter) {
    return joined(filter.all, sql` and `, now);
  }
  return "any" in filter ? joined(filter.any, sql` or `, now) : conditionOf(filter, now);
}

function joined(parts: readonly SegmentFilter[], word: SQL, now: number): SQL {
  return sql`(${sql.join(
    parts.map((part) => segmentCondition(part, now)),
    word,
  )})`;
}

function conditionOf(condition: SegmentCondition, now: number): SQL {
  switch (condition.field) {
    case "tag":
      return agreeing(
        condition.op,
        sql`exists (select 1 from json_each(${contacts.tags}) where value = ${condition.value})`,
      );
    case "channel":
      return agreeing(
        condition.op,
        sql`exists (select 1 from contact_identities as identity where identity.org_id = ${contacts.organizationId}
          and identity.contact_id = ${contacts.id} and identity.channel = ${condition.value})`,
      );
    case "customField":
      return customField(condition);
    case "createdAt":
      return createdAt(condition, now);
    case "consent":
      return agreeing(condition.op, consentIs(condition));
    default:
      return textField(condition);
  }
}

/** `ne` holds wherever `eq` does not, so also where nothing is known. */
function agreeing(op: "eq" | "ne", holds: SQL): SQL {
  return op === "eq" ? holds : sql`not ${holds}`;
}

type Of<F extends SegmentCondition["field"]> = Extract<SegmentCondition, { readonly field: F }>;

function textField(condition: Of<keyof typeof COLUMNS>): SQL {
  const column = COLUMNS[condition.field];
  switch (condition.op) {
    case "eq":
      return sql`${column} is ${condition.value}`;
    case "ne":
      return sql`${column} is not ${condition.value}`;
    case "contains":
      return sql`coalesce(instr(lower(${column}), lower(${condition.value})), 0) > 0`;
    case "exists":
      return sql`${column} is not null`;
    case "missing":
      return sql`${column} is null`;
  }
}

/** A field that is null counts as missing. */
function customField(condition: Of<"customField">): SQL {
  const having = (what: SQL) =>
    sql`exists (select 1 from json_each(${contacts.customFields}) where key = ${condition.name} and ${what})`;
  switch (condition.op) {
    case "eq":
    case "ne": {
      const { value } = condition;
      const same =
        typeof value === "boolean"
          ? sql`type = ${String(value)}`
          : sql`(value = ${value} and type not in ('true', 'false'))`;
      return agreeing(condition.op, having(same));
    }
    case "gt":
      return having(sql`type in ('integer', 'real') and value > ${condition.value}`);
    case "lt":
      return having(sql`type in ('integer', 'real') and value < ${condition.value}`);
    case "contains":
      return having(sql`type = 'text' and instr(lower(value), lower(${condition.value})) > 0`);
    case "exists":
      return having(sql`type <> 'null'`);
    case "missing":
      return sql`not ${having(sql`type <> 'null'`)}`;
  }
}

function createdAt(condition: Of<"createdAt">, now: number): SQL {
  switch (condition.op) {
    case "gt":
      return sql`${contacts.createdAt} > ${Date.parse(condition.value)}`;
    case "lt":
      return sql`${contacts.createdAt} < ${Date.parse(condition.value)}`;
    case "withinDays":
      return sql`${contacts.createdAt} >= ${now - condition.value * DAY_MS}`;
    case "olderThanDays":
      return sql`${contacts.createdAt} < ${now - condition.value * DAY_MS}`;
  }
}

/**
 * What the ledger says of one of the contact's addresses on the channel: what the person withdrew stands until the person
 * gives it again, else the newest record does, of two at one time the withdrawal. Expiry and what a kind of consent is
 * enough for are the gates' to judge when something is sent.
 */
function consentIs({ channel, topic, value }: Of<"consent">): SQL {
  return sql`exists (select 1 from contact_identities as identity where identity.org_id = ${contacts.organizationId}
    and identity.contact_id = ${contacts.id} and identity.channel = ${channel} and ${value} = (
      select case
        when max(case when actor = 'subject' and status = 'withdrawn' then at end)
          >= coalesce(max(case when actor = 'subject' and status = 'granted' then at end), -1) then 'withdrawn'
        else case substr(max(printf('%016d', at) || case status when 'withdrawn' then 2 when 'granted' then 1 else 0 end), -1)
          when '2' then 'withdrawn' when '1' then 'granted' when '0' then 'requested' end
        end
      from consents where consents.org_id = identity.org_id and consents.channel = identity.channel
        and consents.address = identity.address and purpose = 'marketing' and (topic is null or topic = ${topic})))`;
}
