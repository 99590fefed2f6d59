import type { Database } from "../db/client.ts";
import type { OrganizationRow } from "../db/queries/organizations.ts";
import { findOwnTemplate } from "../db/queries/templates.ts";
import type { Id } from "../ids.ts";
import type { Channel } from "../model/channel.ts";
import type { KeptTemplate } from "../model/message.ts";
import type { ProviderTemplate, Template } from "../model/template.ts";
import { findProvider } from "../providers/registry.ts";
import { READER_LINKS } from "../templates/reader-links.ts";
import { templateValues, valueAt } from "../templates/render.ts";
import { findStarter } from "../templates/starters/index.ts";

/** A template that can be sent, and as what a job names it. */
export interface UsableTemplate extends Template {
  /** The id of the organization's own, or a starter's name. */
  readonly id: string;
  /** 0: a starter. */
  readonly version: number;
}

/** The organization's own template by id or name, else the starter of that name. */
export async function findTemplate(
  db: Database,
  organizationId: Id<"organization">,
  { reference, version }: { readonly reference: string; readonly version?: number | undefined },
): Promise<UsableTemplate | null> {
  const own = await findOwnTemplate(db, organizationId, { reference, version });
  if (own !== null) {
    return own;
  }
  const starter = version === undefined || version === 0 ? findStarter(reference) : null;
  return starter === null ? null : { ...starter, id: starter.name, version: 0 };
}

/**
 * A provider's template with what fills it: the data and whatever else it is said to need, or, where more would be
 * refused, the variables that it is said to need alone.
 */
export function kept(
  { providerTemplate, channel, requiredVariables }: Template,
  data: Readonly<Record<string, unknown>>,
  organization: Readonly<Record<string, unknown>>,
): (ProviderTemplate & KeptTemplate) | undefined {
  if (providerTemplate === null) {
    return undefined;
  }
  const isExact = findProvider(providerTemplate.provider)?.channels?.[channel]?.templates?.isExact === true;
  const values = templateValues(data, organization);
  const own = requiredVariables
    .map((name) => (isExact ? name : (name.split(".")[0] ?? name)))
    .map((name) => [name, valueAt(values, name)] as const);
  return { ...providerTemplate, data: { ...(isExact ? {} : data), ...Object.fromEntries(own) } };
}

/** What templates print as `organization.…`; one without a page to unsubscribe on has the platform's. */
export function organizationValues(
  { name, defaultFrom, messageDefaults }: Pick<OrganizationRow, "name" | "defaultFrom" | "messageDefaults">,
  channel: Channel,
): Readonly<Record<string, unknown>> {
  return {
    unsubscribeUrl: READER_LINKS.unsubscribeUrl,
    ...messageDefaults,
    name,
    from: defaultFrom?.[channel],
  };
}
