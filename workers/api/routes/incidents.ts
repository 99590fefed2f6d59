import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { toRfc3339 } from "../../../shared/clock.ts";
import {
  findIncident,
  type IncidentRow,
  listIncidents,
  setIncident,
} from "../../../shared/db/queries/incidents.ts";
import { INCIDENT_KINDS, INCIDENT_STATUSES } from "../../../shared/db/schema/incidents.ts";
import { Problem } from "../../../shared/errors.ts";
import { callerOrganization } from "../caller.ts";
import { finder } from "../found.ts";
import { requires } from "../middleware/access.ts";
import {
  decodeCursor,
  idempotencyHeaders,
  idParams,
  idSchema,
  jsonAnswer,
  pageAnswer,
  pageOf,
  pageQuery,
  problems,
  timeSchema,
} from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const tags = ["Health and figures"];
const params = idParams("incident");
const find = finder("incident", findIncident);

const incidentSchema = z
  .object({
    id: idSchema("incident"),
    kind: z.enum(INCIDENT_KINDS),
    subject: z.string().openapi({ description: "The id of what is in trouble." }),
    message: z.string().openapi({ description: "What is wrong, and what to do." }),
    status: z.enum(INCIDENT_STATUSES),
    openedAt: timeSchema,
    resolvedAt: timeSchema.nullable(),
  })
  .openapi("Incident");

const list = createRoute({
  method: "get",
  path: "/v1/incidents",
  operationId: "listIncidents",
  tags,
  summary: "What a person should look at, newest first.",
  ...requires("incidents:read"),
  request: { query: z.strictObject({ ...pageQuery, status: z.enum(INCIDENT_STATUSES).optional() }) },
  responses: { 200: jsonAnswer(pageOf(incidentSchema), "A page"), ...problems(400, 422) },
});

const ACTS = [
  ["acknowledge", "acknowledged", "Somebody is looking at it."],
  ["mute", "muted", "Nobody wants to hear of it; the same trouble opens no other incident."],
  ["resolve", "resolved", "It is over; the same trouble would be a new incident."],
] as const;

const acts = ACTS.map(([verb, status, summary]) => ({
  status,
  route: createRoute({
    method: "post",
    path: `/v1/incidents/{id}/${verb}`,
    operationId: `${verb}Incident`,
    tags,
    summary,
    ...requires("incidents:write"),
    request: { params, headers: idempotencyHeaders },
    responses: { 200: jsonAnswer(incidentSchema, "The incident"), ...problems(404, 409) },
  }),
}));

export function incidentRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(list, async (c) => {
    const { limit, cursor, status } = c.req.valid("query");
    const rows = await listIncidents(
      c.env.context.db,
      callerOrganization(c.var.principal),
      { status },
      { limit: limit + 1, before: decodeCursor(cursor, "incidents", 1)?.[0] ?? null },
    );
    return c.json(pageAnswer(rows, limit, { list: "incidents", item: present, key: (row) => [row.id] }), 200);
  });

  for (const { route, status } of acts) {
    app.openapi(route, async (c) => {
      const { db, clock } = c.env.context;
      const row = await find(c);
      if (row.status === "resolved") {
        throw new Problem("conflict", "The incident is resolved. The same trouble would be a new one.");
      }
      await setIncident(db, row, status, clock());
      return c.json(present(await find(c)), 200);
    });
  }
}

function present({ organizationId: _, openKey: __, openedAt, resolvedAt, ...row }: IncidentRow) {
  return {
    ...row,
    openedAt: toRfc3339(openedAt),
    resolvedAt: resolvedAt === null ? null : toRfc3339(resolvedAt),
  };
}
