import type { WantedCredential } from "../../../shared/connections/choose.ts";
import { findOrganization, type OrganizationRow } from "../../../shared/db/queries/organizations.ts";
import { Problem } from "../../../shared/errors.ts";
import type { Id } from "../../../shared/ids.ts";
import type { Channel } from "../../../shared/model/channel.ts";
import { type Carrier, findCarrier } from "../../../shared/outbox/carry.ts";
import { findTemplate } from "../../../shared/outbox/templates.ts";
import type { LinkMaker } from "../../../shared/outbox/unsubscribe.ts";
import type { Context } from "../../context.ts";
import { credentialSources } from "../connections/sources.ts";

/** Who sends, and over what; every connection is looked up once for all messages of a call. */
export interface Sender {
  readonly organization: OrganizationRow;
  readonly links: LinkMaker;
  /** @throws Problem where none fits */
  readonly carrier: (channel: Channel, named: WantedCredential) => Promise<Carrier>;
  /** The template of that id or name; null when there is none. */
  readonly template: (reference: string) => ReturnType<typeof findTemplate>;
}

/** @throws Problem `not_found` when the organization was deleted */
export async function findSender(organizationId: Id<"organization">, context: Context): Promise<Sender> {
  const organization = await findOrganization(context.db, organizationId);
  if (organization === null) {
    throw new Problem("not_found", "The organization was deleted.");
  }
  const known = new Map<string, Promise<Carrier>>();
  const templates = new Map<string, ReturnType<typeof findTemplate>>();
  return {
    organization,
    links: context,
    carrier: (channel, { connectionId, agentId }) => {
      const name = JSON.stringify([channel, connectionId, agentId]);
      const carrier =
        known.get(name) ??
        findCarrier(credentialSources(context), { organization, channel, connectionId, agentId });
      known.set(name, carrier);
      return carrier;
    },
    template: (reference) => {
      const template = templates.get(reference) ?? findTemplate(context.db, organizationId, { reference });
      templates.set(reference, template);
      return template;
    },
  };
}
