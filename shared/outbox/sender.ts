import type { WantedCredential } from "../connections/choose.ts";
import { credentialSources } from "../connections/sources.ts";
import type { Database } from "../db/client.ts";
import { type ApprovalRuleRow, rulesInForce } from "../db/queries/approval-rules.ts";
import { findOrganization, type OrganizationRow } from "../db/queries/organizations.ts";
import { Problem } from "../errors.ts";
import type { Id } from "../ids.ts";
import type { Channel } from "../model/channel.ts";
import { oncePerKey } from "../once.ts";
import { type Carrier, findCarrier } from "./carry.ts";
import { findTemplate } from "./templates.ts";
import type { LinkMaker } from "./unsubscribe.ts";

/** What messages are made with. */
export interface SenderStores extends LinkMaker {
  readonly db: Database;
  /** The deployment's own secrets. */
  readonly env: object;
}

/** Who sends, and over what; everything is looked up once for all messages of a call. */
export interface Sender {
  readonly organization: OrganizationRow;
  readonly links: LinkMaker;
  /** @throws Problem where none fits */
  readonly carrier: (channel: Channel, named: WantedCredential) => Promise<Carrier>;
  /** The template of that id or name; null when there is none. */
  readonly template: (reference: string) => ReturnType<typeof findTemplate>;
  /** Those that say what a person must approve. */
  readonly approvalRules: () => Promise<readonly ApprovalRuleRow[]>;
}

/** @throws Problem `not_found` when the organization was deleted */
export async function findSender(organizationId: Id<"organization">, stores: SenderStores): Promise<Sender> {
  const organization = await findOrganization(stores.db, organizationId);
  if (organization === null) {
    throw new Problem("not_found", "The organization was deleted.");
  }
  return senderOf(organization, stores);
}

/** As `findSender`, for who knows the organization already. */
export function senderOf(organization: OrganizationRow, stores: SenderStores): Sender {
  const { db } = stores;
  const carriers = oncePerKey<Carrier>();
  const templates = oncePerKey<Awaited<ReturnType<typeof findTemplate>>>();
  const rules = oncePerKey<readonly ApprovalRuleRow[]>();
  return {
    organization,
    links: stores,
    carrier: (channel, { connectionId, agentId }) =>
      carriers(JSON.stringify([channel, connectionId, agentId]), () =>
        findCarrier(credentialSources(stores), { organization, channel, connectionId, agentId }),
      ),
    template: (reference) => templates(reference, () => findTemplate(db, organization.id, { reference })),
    approvalRules: () => rules("", () => rulesInForce(db, organization.id)),
  };
}
