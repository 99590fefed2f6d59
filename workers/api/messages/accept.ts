import { type ChosenCredential, chooseForChannel } from "../../../shared/connections/choose.ts";
import type { NewJob } from "../../../shared/db/queries/jobs.ts";
import { findOrganization, type OrganizationRow } from "../../../shared/db/queries/organizations.ts";
import { Problem } from "../../../shared/errors.ts";
import type { Id } from "../../../shared/ids.ts";
import type { Channel } from "../../../shared/model/channel.ts";
import type { Action } from "../../../shared/providers/action.ts";
import type { ChannelRule } from "../../../shared/providers/define.ts";
import type { Context } from "../../context.ts";
import { credentialSources } from "../connections/sources.ts";
import { acceptJob, checkInput, type JobDraft } from "../jobs/accept.ts";
import { checkMessage, messageFields } from "./check.ts";
import type { NewMessage } from "./schema.ts";

/** A connection that carries a channel, with how it does. */
interface Carrier {
  readonly chosen: ChosenCredential;
  readonly rule: ChannelRule;
  readonly action: Action;
}

/** Who sends, and over what; every connection is looked up once for all messages of a call. */
export interface Sender {
  readonly organization: OrganizationRow;
  /** @throws Problem where none fits */
  readonly carrier: (channel: Channel, connectionId: string | undefined) => Promise<Carrier>;
}

/** @throws Problem `not_found` when the organization was deleted */
export async function findSender(organizationId: Id<"organization">, context: Context): Promise<Sender> {
  const organization = await findOrganization(context.db, organizationId);
  if (organization === null) {
    throw new Problem("not_found", "The organization was deleted.");
  }
  const known = new Map<string, Promise<Carrier>>();
  return {
    organization,
    carrier: (channel, connectionId) => {
      const name = `${channel} ${connectionId ?? ""}`;
      const carrier = known.get(name) ?? findCarrier({ organization, channel, connectionId }, context);
      known.set(name, carrier);
      return carrier;
    },
  };
}

async function findCarrier(
  wanted: {
    readonly organization: OrganizationRow;
    readonly channel: Channel;
    readonly connectionId: string | undefined;
  },
  context: Context,
): Promise<Carrier> {
  const chosen = await chooseForChannel(credentialSources(context), {
    ...wanted,
    connectionId: wanted.connectionId as Id<"connection"> | undefined,
  });
  const rule = chosen.provider.channels?.[wanted.channel];
  const action = chosen.provider.actions?.[rule?.action ?? ""];
  if (rule === undefined || action === undefined) {
    throw new Error("A provider carries a channel by an action that it has not.");
  }
  return { chosen, rule, action };
}

/**
 * The job that sends a message, `blocked` where it must not be sent; it is yet to be stored.
 * @throws Problem naming what is missing, what the channel would drop, or why no connection carries it
 */
export async function acceptMessage(
  organizationId: Id<"organization">,
  message: NewMessage,
  context: Context,
): Promise<NewJob> {
  return await acceptJob(await draftMessage(await findSender(organizationId, context), message), context);
}

/** What is to be stored of a message. @throws Problem as `acceptMessage` does */
export async function draftMessage(
  { organization, carrier }: Sender,
  message: NewMessage,
): Promise<JobDraft> {
  const address = checkMessage(message);
  const {
    channel,
    category,
    connectionId,
    to: _,
    from,
    priority,
    sendAt,
    maxAttempts,
    metadata,
    ...content
  } = message;
  const { chosen, rule, action } = await carrier(channel, connectionId);
  const input = rule.toInput(
    { ...content, channel, to: address.to, from: from ?? organization.defaultFrom?.[channel] },
    chosen.config,
  );
  checkInput(action, input, { path: "body", fields: messageFields(message) });
  return {
    organizationId: organization.id,
    chosen,
    action: rule.action,
    input,
    channel,
    addresses: [address.key],
    category,
    sending: { priority, sendAt, maxAttempts, metadata },
  };
}
