import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { toRfc3339 } from "../../../shared/clock.ts";
import type { Database } from "../../../shared/db/client.ts";
import {
  changeReminderRule,
  deleteReminderRule,
  findReminderRule,
  insertReminderRule,
  listReminderRules,
  listReminders,
  type ReminderRow,
  type ReminderRuleRow,
} from "../../../shared/db/queries/reminders.ts";
import { Problem } from "../../../shared/errors.ts";
import { type Id, newId } from "../../../shared/ids.ts";
import { PERSONAL } from "../../../shared/model/person.ts";
import { REMINDER_EVENTS, REMINDER_STATUSES, type ReminderEvent } from "../../../shared/model/reminder.ts";
import { findTemplate } from "../../../shared/outbox/templates.ts";
import { callerOrganization } from "../caller.ts";
import { finder } from "../found.ts";
import { requires } from "../middleware/access.ts";
import { pageById } from "../pages.ts";
import { resource } from "../resource.ts";
import {
  decodeCursor,
  idParams,
  idSchema,
  jsonAnswer,
  pageAnswer,
  pageOf,
  pageQuery,
  timeSchema,
} from "../schemas.ts";
import type { ApiEnv } from "../types.ts";
import { invalidField } from "../validation.ts";

const MAX_MINUTES = 90 * 24 * 60;
/** Each is asked about at every change of an appointment. */
const MAX_RULES = 20;

const DEFAULT_TEMPLATES: Readonly<Record<ReminderEvent, string>> = {
  "appointment.starting": "booking-reminder",
  "appointment.ended": "post-meeting-follow-up",
};

const ruleFields = {
  event: z.enum(REMINDER_EVENTS),
  minutes: z
    .int()
    .min(0)
    .max(MAX_MINUTES)
    .openapi({ description: "Before the appointment starts, or after it ended." }),
};

const template = z.string().min(1).max(100).nullable().openapi({
  description:
    "The id or name of the template that the attendee gets; by default a starter. null: only destinations are told.",
});

const createSchema = z
  .strictObject({ ...ruleFields, template: template.optional() })
  .openapi({ example: { event: "appointment.starting", minutes: 1_440 } });

const patchSchema = z.strictObject({ minutes: ruleFields.minutes, template }).partial();

const ruleSchema = z
  .object({
    id: idSchema("reminderRule"),
    ...ruleFields,
    template: z.string().nullable(),
    createdAt: timeSchema,
  })
  .openapi("ReminderRule");

const reminderSchema = z
  .object({
    ruleId: idSchema("reminderRule"),
    provider: z.string(),
    appointmentId: z.string().openapi({ description: "The provider's id." }),
    status: z.enum(REMINDER_STATUSES),
    at: timeSchema,
    jobId: idSchema("job").nullable(),
    reason: z.string().nullable().openapi({ description: "Why nothing was sent, or not yet." }),
  })
  .openapi("Reminder");

const tags = ["Messages and jobs out"];
const rules = resource({
  path: "/v1/reminder-rules",
  params: idParams("reminderRule"),
  tags,
  read: "reminders:read",
  write: "reminders:write",
});
const find = finder("reminderRule", findReminderRule, { what: "reminder rule" });

const create = rules.create({
  operationId: "createReminderRule",
  summary:
    "Have attendees reminded before appointments or written to after them, those that are booked already included.",
  body: createSchema,
  responses: { 201: jsonAnswer(ruleSchema, "Created") },
});

const list = rules.list({
  operationId: "listReminderRules",
  summary: "List the rules, oldest first.",
  query: pageQuery,
  page: pageOf(ruleSchema),
});

const get = rules.get({
  operationId: "getReminderRule",
  summary: "Get a rule.",
  responses: { 200: jsonAnswer(ruleSchema, "The rule") },
});

const patch = rules.patch({
  operationId: "updateReminderRule",
  summary: "Change when or with which template; the reminders that are to come follow.",
  body: patchSchema,
  responses: { 200: jsonAnswer(ruleSchema, "Changed") },
});

const remove = rules.remove({
  operationId: "deleteReminderRule",
  summary: "Delete a rule with the reminders that are to come.",
  responses: { 204: { description: "Deleted" } },
});

const turns = createRoute({
  method: "get",
  path: "/v1/reminders",
  operationId: "listReminders",
  tags,
  summary: "What is to come and what came of it, by rule and appointment.",
  ...requires("reminders:read"),
  request: { query: z.strictObject({ ...pageQuery, status: z.enum(REMINDER_STATUSES).optional() }) },
  responses: { 200: jsonAnswer(pageOf(reminderSchema), "A page") },
});

export function reminderRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(create, async (c) => {
    const { db, clock } = c.env.context;
    const { event, minutes, template: named } = c.req.valid("json");
    const organizationId = callerOrganization(c.var.principal);
    checkMinutes(event, minutes);
    const template = named === undefined ? DEFAULT_TEMPLATES[event] : named;
    await checkTemplate(db, organizationId, template);
    const rules = await listReminderRules(db, organizationId, { limit: MAX_RULES, after: null });
    if (rules.length >= MAX_RULES) {
      throw new Problem(
        "conflict",
        `An organization has at most ${MAX_RULES} reminder rules. Delete one first.`,
      );
    }
    const now = clock();
    const id = newId("reminderRule", now);
    const row: ReminderRuleRow = { organizationId, id, event, minutes, template, createdAt: now };
    await insertReminderRule(db, row, now);
    return c.json(present(row), 201);
  });

  app.openapi(list, async (c) =>
    c.json(await pageById(c, { list: "reminder-rules", read: listReminderRules, item: present }), 200),
  );

  app.openapi(get, async (c) => c.json(present(await find(c)), 200));

  app.openapi(patch, async (c) => {
    const { db, clock } = c.env.context;
    const row = await find(c);
    const { minutes = row.minutes, template: named = row.template } = c.req.valid("json");
    checkMinutes(row.event, minutes);
    await checkTemplate(db, row.organizationId, named);
    const changed = { ...row, minutes, template: named };
    await changeReminderRule(db, changed, clock());
    return c.json(present(changed), 200);
  });

  app.openapi(remove, async (c) => {
    await deleteReminderRule(c.env.context.db, await find(c));
    return c.body(null, 204);
  });

  app.openapi(turns, async (c) => {
    const { limit, cursor, status } = c.req.valid("query");
    const after = decodeCursor(cursor, "reminders", 3);
    const organizationId = callerOrganization(c.var.principal);
    const rows = await listReminders(
      c.env.context.db,
      organizationId,
      { status },
      { limit: limit + 1, after },
    );
    const key = ({ ruleId, provider, externalId }: ReminderRow) => [ruleId, provider, externalId];
    return c.json(pageAnswer(rows, limit, { list: "reminders", item: presentReminder, key }), 200);
  });
}

/** @throws Problem where the reminder would come with the start, when nobody is reminded any more */
function checkMinutes(event: ReminderEvent, minutes: number): void {
  if (event === "appointment.starting" && minutes < 1) {
    throw invalidField("minutes", "must be at least 1 before a start: nobody is reminded of what has begun");
  }
}

/** @throws Problem naming why no attendee can get it; null is none, which is allowed */
async function checkTemplate(
  db: Database,
  organizationId: Id<"organization">,
  reference: string | null,
): Promise<void> {
  const found = reference === null ? null : await findTemplate(db, organizationId, { reference });
  if (reference !== null && found === null) {
    throw invalidField("template", "is no template: GET /v1/templates lists them");
  }
  if (found !== null && !PERSONAL.has(found.channel)) {
    throw invalidField("template", `is for ${found.channel}, where attendees cannot be reached`);
  }
}

function present({ id, event, minutes, template, createdAt }: ReminderRuleRow): z.infer<typeof ruleSchema> {
  return { id, event, minutes, template, createdAt: toRfc3339(createdAt) };
}

function presentReminder(row: ReminderRow): z.infer<typeof reminderSchema> {
  const { ruleId, provider, externalId: appointmentId, status, at, jobId, reason } = row;
  return { ruleId, provider, appointmentId, status, at: toRfc3339(at), jobId, reason };
}
