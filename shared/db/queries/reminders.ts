import { and, asc, eq, lte, sql } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { Database } from "../client.ts";
import { isAfter } from "../conditions.ts";
import { reminderRules, reminders } from "../schema/reminders.ts";
import type { Guard } from "./jobs.ts";

export type ReminderRuleRow = typeof reminderRules.$inferSelect;
export type ReminderRow = typeof reminders.$inferSelect;

/**
 * Appointments with each rule, and when the rule has its turn: before the start of one that is booked, or after the end of
 * one that took place. NULL where it has none.
 */
const TURNS = `
select rule.org_id, rule.id as rule_id, record.provider, record.external_id,
  case
    when rule.event = 'appointment.starting' and record.status = 'booked'
      then (record.fields->>'startsAt') - rule.minutes * 60000
    when rule.event = 'appointment.ended' and record.status in ('booked', 'completed')
      then (record.fields->>'endsAt') + rule.minutes * 60000
  end as at
from reminder_rules rule
join records record on record.org_id = rule.org_id and record.kind = 'appointment'
where `;

/**
 * A turn that is over when it is first heard of does not come: a rule made today reminds nobody of last year. A moved
 * appointment has its turn anew; one that is canceled has none.
 */
const SCHEDULE = `
insert into reminders (org_id, rule_id, provider, external_id, status, at, due_at)
select org_id, rule_id, provider, external_id,
  case when at is null then 'canceled' else 'pending' end, coalesce(at, 0), at
from (${TURNS}%s) as turn
where turn.at > ?1
  or exists (select 1 from reminders known where known.org_id = turn.org_id and known.rule_id = turn.rule_id
    and known.provider = turn.provider and known.external_id = turn.external_id)
on conflict (org_id, rule_id, provider, external_id) do update set
  status = case when excluded.due_at is null or excluded.at <= ?1 then 'canceled' else 'pending' end,
  at = case when excluded.due_at is null then reminders.at else excluded.at end,
  due_at = case when excluded.at > ?1 then excluded.due_at end, reason = null
where (excluded.due_at is null and reminders.status = 'pending')
  or (excluded.due_at is not null and (excluded.at <> reminders.at or reminders.status = 'canceled'))`;

/** The turns of one rule for appointments that have none of it yet. */
const FIRST_TURNS = `
insert into reminders (org_id, rule_id, provider, external_id, status, at, due_at)
select org_id, rule_id, provider, external_id, 'pending', at, at
from (${TURNS}rule.org_id = ?2 and rule.id = ?3) as turn
where turn.at > ?1 on conflict do nothing`;

/** As part of the transaction in which the states of appointments are stored: their reminders follow them. */
export function followAppointments(
  { d1 }: Database,
  {
    organizationId,
    provider,
    externalIds,
    now,
  }: {
    readonly organizationId: Id<"organization">;
    readonly provider: string;
    readonly externalIds: readonly string[];
    readonly now: number;
  },
): D1PreparedStatement {
  const which =
    "rule.org_id = ?2 and record.provider = ?3 and record.external_id in (select value from json_each(?4))";
  return d1
    .prepare(SCHEDULE.replace("%s", which))
    .bind(now, organizationId, provider, JSON.stringify(externalIds));
}

/** Stores a rule, with its turns for the appointments that are to come. */
export async function insertReminderRule(db: Database, row: ReminderRuleRow, now: number): Promise<void> {
  await db.d1.batch([
    db.d1
      .prepare(
        `insert into reminder_rules (org_id, id, event, minutes, template, created_at)
         values (?, ?, ?, ?, ?, ?)`,
      )
      .bind(row.organizationId, row.id, row.event, row.minutes, row.template, row.createdAt),
    db.d1.prepare(FIRST_TURNS).bind(now, row.organizationId, row.id),
  ]);
}

/**
 * Changes a rule and its turns that are to come. Who had their turn has none again because a rule was changed; who is due
 * and waits for the schedule keeps theirs, unless the new time is yet to come.
 */
export async function changeReminderRule(db: Database, row: ReminderRuleRow, now: number): Promise<void> {
  const { organizationId, id } = row;
  await db.d1.batch([
    db.d1
      .prepare("update reminder_rules set minutes = ?3, template = ?4 where org_id = ?1 and id = ?2")
      .bind(organizationId, id, row.minutes, row.template),
    db.d1
      .prepare(
        `delete from reminders where org_id = ?1 and rule_id = ?2 and status in ('pending', 'canceled')
           and (due_at is null or due_at > ?3)`,
      )
      .bind(organizationId, id, now),
    // by the new time, from which an appointment is seen to move
    db.d1
      .prepare(
        `update reminders set at = turn.at, due_at = case status when 'pending' then turn.at end
         from (${TURNS}rule.org_id = ?1 and rule.id = ?2) as turn
         where reminders.org_id = turn.org_id and reminders.rule_id = turn.rule_id
           and reminders.provider = turn.provider and reminders.external_id = turn.external_id
           and turn.at is not null`,
      )
      .bind(organizationId, id),
    db.d1.prepare(FIRST_TURNS).bind(now, organizationId, id),
  ]);
}

/** Oldest first; `after` is the last id of the page before. */
export async function listReminderRules(
  db: Database,
  organizationId: Id<"organization">,
  page: { readonly limit: number; readonly after: string | null },
): Promise<ReminderRuleRow[]> {
  return await db.orm
    .select()
    .from(reminderRules)
    .where(and(eq(reminderRules.organizationId, organizationId), isAfter(reminderRules.id, page.after)))
    .orderBy(asc(reminderRules.id))
    .limit(page.limit);
}

export async function findReminderRule(
  db: Database,
  organizationId: Id<"organization">,
  id: Id<"reminderRule">,
): Promise<ReminderRuleRow | null> {
  const [row] = await db.orm
    .select()
    .from(reminderRules)
    .where(and(eq(reminderRules.organizationId, organizationId), eq(reminderRules.id, id)))
    .limit(1);
  return row ?? null;
}

/** With its turns; what was sent because of them stays. */
export async function deleteReminderRule(
  db: Database,
  { organizationId, id }: Pick<ReminderRuleRow, "organizationId" | "id">,
): Promise<void> {
  await db.orm.batch([
    db.orm
      .delete(reminderRules)
      .where(and(eq(reminderRules.organizationId, organizationId), eq(reminderRules.id, id))),
    db.orm
      .delete(reminders)
      .where(and(eq(reminders.organizationId, organizationId), eq(reminders.ruleId, id))),
  ]);
}

/** By rule, provider and appointment; `after` is the key of the last row of the page before. */
export async function listReminders(
  db: Database,
  organizationId: Id<"organization">,
  { status }: { readonly status?: ReminderRow["status"] | undefined },
  page: { readonly limit: number; readonly after: readonly string[] | null },
): Promise<ReminderRow[]> {
  const { after } = page;
  return await db.orm
    .select()
    .from(reminders)
    .where(
      and(
        eq(reminders.organizationId, organizationId),
        status === undefined ? undefined : eq(reminders.status, status),
        after === null
          ? undefined
          : sql`(${reminders.ruleId}, ${reminders.provider}, ${reminders.externalId}) > (${after[0]}, ${after[1]}, ${after[2]})`,
      ),
    )
    .orderBy(asc(reminders.ruleId), asc(reminders.provider), asc(reminders.externalId))
    .limit(page.limit);
}

/** Of any organization those whose turn has come, oldest first. */
export async function dueReminders(
  db: Database,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<ReminderRow[]> {
  return await db.orm
    .select()
    .from(reminders)
    .where(lte(reminders.dueAt, now))
    .orderBy(asc(reminders.dueAt))
    .limit(limit);
}

/** Holds while the turn that was read has not ended and its appointment did not move. */
export function stillDue(row: ReminderRow): Guard {
  return {
    sql: "exists (select 1 from reminders where org_id = ? and rule_id = ? and provider = ? and external_id = ? and due_at = ?)",
    values: [row.organizationId, row.ruleId, row.provider, row.externalId, row.dueAt],
  };
}

/** Has a turn tried again later, unless its appointment moved meanwhile. */
export function postponeReminder(
  { d1 }: Database,
  row: ReminderRow,
  { reason, dueAt }: { readonly reason: string; readonly dueAt: number },
): D1PreparedStatement {
  return d1
    .prepare(
      `update reminders set due_at = ?6, reason = ?7
       where org_id = ?1 and rule_id = ?2 and provider = ?3 and external_id = ?4 and due_at = ?5`,
    )
    .bind(row.organizationId, row.ruleId, row.provider, row.externalId, row.dueAt, dueAt, reason);
}

/** Ends a turn, unless its appointment moved meanwhile. */
export function endReminder(
  { d1 }: Database,
  row: ReminderRow,
  end: Pick<ReminderRow, "jobId" | "reason"> & { readonly status: "fired" | "skipped" },
): D1PreparedStatement {
  return d1
    .prepare(
      `update reminders set status = ?5, due_at = null, job_id = ?6, reason = ?7
       where org_id = ?1 and rule_id = ?2 and provider = ?3 and external_id = ?4 and due_at = ?8`,
    )
    .bind(
      row.organizationId,
      row.ruleId,
      row.provider,
      row.externalId,
      end.status,
      end.jobId,
      end.reason,
      row.dueAt,
    );
}
