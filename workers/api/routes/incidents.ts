import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { toRfc3339, toRfc3339OrNull } from "../../../shared/clock.ts";
import {
  findIncident,
  type IncidentRow,
  listIncidents,
  setIncident,
} from "../../../shared/db/queries/incidents.ts";
import { INCIDENT_KINDS, INCIDENT_STATUSES } from "../../../shared/db/schema/incidents.ts";
import { Problem } from "../../../shared/errors.ts";
import { finder } from "../found.ts";
import { pageById } from "../pages.ts";
import { resource } from "../resource.ts";
import { idParams, idSchema, jsonAnswer, pageOf, pageQuery, timeSchema } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const tags = ["Health and figures"];
const params = idParams("incident");
const incidents = resource({
  path: "/v1/incidents",
  params,
  tags,
  read: "incidents:read",
  write: "incidents:write",
});
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

const list = incidents.list({
  operationId: "listIncidents",
  summary: "What a person should look at, newest first.",
  query: { ...pageQuery, status: z.enum(INCIDENT_STATUSES).optional() },
  page: pageOf(incidentSchema),
});

const ACTS = [
  ["acknowledge", "acknowledged", "Somebody is looking at it."],
  ["mute", "muted", "Nobody wants to hear of it; the same trouble opens no other incident."],
  ["resolve", "resolved", "It is over; the same trouble would be a new incident."],
] as const;

const acts = ACTS.map(([verb, status, summary]) => ({
  status,
  route: incidents.act(verb, {
    operationId: `${verb}Incident`,
    summary,
    responses: { 200: jsonAnswer(incidentSchema, "The incident") },
  }),
}));

export function incidentRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(list, async (c) => {
    const page = await pageById(c, {
      list: "incidents",
      read: (db, organizationId, page, filter) => listIncidents(db, organizationId, filter, page),
      item: present,
    });
    return c.json(page, 200);
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
    resolvedAt: toRfc3339OrNull(resolvedAt),
  };
}
