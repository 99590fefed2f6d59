import { and, asc, eq, or } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { Template, TemplateParts } from "../../model/template.ts";
import type { Database } from "../client.ts";
import { isAfter } from "../conditions.ts";
import { templates, templateVersions } from "../schema/templates.ts";

type HeadRow = typeof templates.$inferSelect;

/** What a version says. */
export type TemplateContent = TemplateParts & Pick<Template, "requiredVariables" | "providerTemplate">;

/** A template with one of its versions. */
export type TemplateRow = HeadRow & TemplateContent;

const COLUMNS = {
  organizationId: templates.organizationId,
  id: templates.id,
  name: templates.name,
  channel: templates.channel,
  version: templateVersions.version,
  createdAt: templates.createdAt,
  updatedAt: templates.updatedAt,
  subject: templateVersions.subject,
  text: templateVersions.text,
  html: templateVersions.html,
  requiredVariables: templateVersions.requiredVariables,
  providerTemplate: templateVersions.providerTemplate,
};

const sameTemplate = and(
  eq(templateVersions.organizationId, templates.organizationId),
  eq(templateVersions.templateId, templates.id),
);

/** By id or name; the version in use unless another is named. */
export async function findOwnTemplate(
  db: Database,
  organizationId: Id<"organization">,
  { reference, version }: { readonly reference: string; readonly version?: number | undefined },
): Promise<TemplateRow | null> {
  const rows = await db.orm
    .select(COLUMNS)
    .from(templates)
    .innerJoin(
      templateVersions,
      and(sameTemplate, eq(templateVersions.version, version ?? templates.version)),
    )
    .where(
      and(
        eq(templates.organizationId, organizationId),
        or(eq(templates.id, reference as Id<"template">), eq(templates.name, reference)),
      ),
    )
    .limit(1);
  return rows[0] ?? null;
}

/** By name; `after` is the last name of the page before. */
export async function listOwnTemplates(
  db: Database,
  organizationId: Id<"organization">,
  page: { readonly limit: number; readonly after: string | null },
): Promise<TemplateRow[]> {
  return await db.orm
    .select(COLUMNS)
    .from(templates)
    .innerJoin(templateVersions, and(sameTemplate, eq(templateVersions.version, templates.version)))
    .where(and(eq(templates.organizationId, organizationId), isAfter(templates.name, page.after)))
    .orderBy(asc(templates.name))
    .limit(page.limit);
}

/** Stores a template with its first version; false when its name is taken. */
export async function insertTemplate({ d1 }: Database, row: TemplateRow): Promise<boolean> {
  const [inserted] = await d1.batch([
    d1
      .prepare(
        `insert into templates (org_id, id, name, channel, version, created_at, updated_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?6) on conflict do nothing`,
      )
      .bind(row.organizationId, row.id, row.name, row.channel, row.version, row.createdAt),
    versionStatement({ d1 }, row, row.createdAt),
  ]);
  return (inserted?.meta.changes ?? 0) > 0;
}

/**
 * Makes the next version of a template that is at `row.version` the one in use; `name_taken` where another has the new
 * name, `changed` where somebody else made a version meanwhile.
 */
export async function addTemplateVersion(
  db: Database,
  row: TemplateRow,
  { name, content, now }: { readonly name: string; readonly content: TemplateContent; readonly now: number },
): Promise<TemplateRow | "name_taken" | "changed"> {
  const next: TemplateRow = { ...row, ...content, name, version: row.version + 1, updatedAt: now };
  const [updated] = await db.d1.batch([
    db.d1
      .prepare(
        `update templates set name = ?3, version = ?4, updated_at = ?5
         where org_id = ?1 and id = ?2 and version = ?4 - 1
           and not exists (select 1 from templates other where other.org_id = ?1 and other.name = ?3 and other.id <> ?2)`,
      )
      .bind(row.organizationId, row.id, name, next.version, now),
    versionStatement(db, next, now),
  ]);
  if ((updated?.meta.changes ?? 0) > 0) {
    return next;
  }
  const holder = await findOwnTemplate(db, row.organizationId, { reference: name });
  return holder !== null && holder.id !== row.id ? "name_taken" : "changed";
}

/** Only where the template came to stand at this version, and nobody else's version is there. */
function versionStatement({ d1 }: Pick<Database, "d1">, row: TemplateRow, now: number): D1PreparedStatement {
  return d1
    .prepare(
      `insert into template_versions
         (org_id, template_id, version, subject, text, html, required_variables, provider_template, created_at)
       select ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9
       where exists (select 1 from templates where org_id = ?1 and id = ?2 and version = ?3)
       on conflict do nothing`,
    )
    .bind(
      row.organizationId,
      row.id,
      row.version,
      row.subject,
      row.text,
      row.html,
      JSON.stringify(row.requiredVariables),
      row.providerTemplate === null ? null : JSON.stringify(row.providerTemplate),
      now,
    );
}

/** With all its versions. */
export async function deleteTemplate(
  db: Database,
  { organizationId, id }: Pick<TemplateRow, "organizationId" | "id">,
): Promise<void> {
  await db.orm.batch([
    db.orm.delete(templates).where(and(eq(templates.organizationId, organizationId), eq(templates.id, id))),
    db.orm
      .delete(templateVersions)
      .where(and(eq(templateVersions.organizationId, organizationId), eq(templateVersions.templateId, id))),
  ]);
}
