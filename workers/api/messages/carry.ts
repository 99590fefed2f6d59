import { type ChosenCredential, chooseForChannel } from "../../../shared/connections/choose.ts";
import { findOrganization, type OrganizationRow } from "../../../shared/db/queries/organizations.ts";
import { Problem } from "../../../shared/errors.ts";
import type { Id } from "../../../shared/ids.ts";
import type { Channel } from "../../../shared/model/channel.ts";
import { findTemplate } from "../../../shared/outbox/templates.ts";
import type { Action } from "../../../shared/providers/action.ts";
import type { ChannelRule } from "../../../shared/providers/define.ts";
import type { Context } from "../../context.ts";
import { credentialSources } from "../connections/sources.ts";
import { checkInput } from "../jobs/accept.ts";
import { checkMessage, messageFields } from "./check.ts";
import type { FilledMessage, TemplateSource } from "./fill.ts";
import { withLinks, withUnsubscribe } from "./unsubscribe.ts";

/** A connection that carries a channel, with how it does. */
interface Carrier {
  readonly chosen: ChosenCredential;
  readonly rule: ChannelRule;
  readonly action: Action;
}

/** What a message says of the connection that it wants. */
interface Named {
  readonly connectionId?: Id<"connection"> | undefined;
  readonly agentId?: string | undefined;
}

/** Who sends, and over what; every connection is looked up once for all messages of a call. */
export interface Sender extends TemplateSource {
  readonly context: Context;
  /** @throws Problem where none fits */
  readonly carrier: (channel: Channel, named: Named) => Promise<Carrier>;
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
    context,
    carrier: (channel, { connectionId, agentId }) => {
      const name = JSON.stringify([channel, connectionId, agentId]);
      const carrier =
        known.get(name) ?? findCarrier({ organization, channel, connectionId, agentId }, context);
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

async function findCarrier(
  wanted: Named & { readonly organization: OrganizationRow; readonly channel: Channel },
  context: Context,
): Promise<Carrier> {
  const chosen = await chooseForChannel(credentialSources(context), wanted);
  const rule = chosen.provider.channels?.[wanted.channel];
  const action = chosen.provider.actions?.[rule?.action ?? ""];
  if (rule === undefined || action === undefined) {
    throw new Error("A provider carries a channel by an action that it has not.");
  }
  return { chosen, rule, action };
}

/**
 * A message in the words of the action that carries it, with its recipient's own links; marketing mail with the headers
 * to unsubscribe by.
 * @throws Problem naming what is wrong with it, or why no connection carries it
 */
export async function carry({ organization, carrier, context }: Sender, message: FilledMessage["message"]) {
  const address = checkMessage(message);
  const { channel, connectionId, agentId, from, subject, text, html, replyTo, attachments, mediaUrls } =
    message;
  const { chosen, rule, action } = await carrier(channel, { connectionId, agentId });
  const reader = {
    organizationId: organization.id,
    channel,
    address: address.key,
    topic: message.topic ?? null,
  };
  const worded = rule.toInput(
    {
      subject,
      text: await withLinks(text, reader, context),
      html: await withLinks(html, reader, context),
      attachments,
      mediaUrls,
      replyTo: replyTo ?? (channel === "email" ? organization.messageDefaults?.replyTo : undefined),
      channel,
      to: address.to,
      from: from ?? organization.defaultFrom?.[channel],
    },
    chosen.config,
  );
  const { category, topic } = message;
  const addressed = { organizationId: organization.id, chosen, channel, addresses: [address.key], category };
  const input = await withUnsubscribe({ ...addressed, input: worded, sending: { topic } }, context);
  checkInput(action, input, { path: "body", fields: messageFields(message) });
  return { address, chosen, action: rule.action, input };
}
