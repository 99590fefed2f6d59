import {
  type ChosenCredential,
  type CredentialSources,
  chooseForChannel,
  type WantedCredential,
} from "../connections/choose.ts";
import type { OrganizationRow } from "../db/queries/organizations.ts";
import type { Address } from "../model/address.ts";
import type { Category, Channel } from "../model/channel.ts";
import type { OutboundMessage } from "../model/message.ts";
import type { Action } from "../providers/action.ts";
import type { ChannelRule } from "../providers/define.ts";
import { type LinkMaker, withLinks, withUnsubscribe } from "./unsubscribe.ts";

/** A connection that carries a channel, with how it does. */
export interface Carrier {
  readonly chosen: ChosenCredential;
  readonly rule: ChannelRule;
  readonly action: Action;
}

/** @throws Problem where no connection carries the channel, or more than one */
export async function findCarrier(
  sources: CredentialSources,
  wanted: WantedCredential & { readonly organization: OrganizationRow; readonly channel: Channel },
): Promise<Carrier> {
  const chosen = await chooseForChannel(sources, wanted);
  const rule = chosen.provider.channels?.[wanted.channel];
  const action = chosen.provider.actions?.[rule?.action ?? ""];
  if (rule === undefined || action === undefined) {
    throw new Error("A provider carries a channel by an action that it has not.");
  }
  return { chosen, rule, action };
}

/** A message with its words, before a provider is known. */
export interface WordedMessage extends Omit<OutboundMessage, "to"> {
  readonly address: Address;
  readonly category: Category;
  readonly topic?: string | undefined;
}

/**
 * A message as the input of the action that carries it: with the organization's sender and reply address where it has
 * none, its reader's own links, and in marketing mail the headers to unsubscribe by. It is yet to be validated.
 * @throws Problem `channel_not_supported`, `origin_unknown`
 */
export async function carriedInput(
  { chosen, rule }: Carrier,
  { address, category, topic, ...message }: WordedMessage,
  organization: OrganizationRow,
  links: LinkMaker,
): Promise<unknown> {
  const { channel } = message;
  const organizationId = organization.id;
  const reader = { organizationId, channel, address: address.key, topic: topic ?? null };
  const input = rule.toInput(
    {
      ...message,
      to: address.to,
      from: message.from ?? organization.defaultFrom?.[channel],
      replyTo: message.replyTo ?? (channel === "email" ? organization.messageDefaults?.replyTo : undefined),
      text: await withLinks(message.text, reader, links),
      html: await withLinks(message.html, reader, links),
    },
    chosen.config,
  );
  const addressed = { organizationId, chosen, channel, addresses: [address.key], category };
  return await withUnsubscribe({ ...addressed, input, sending: { topic } }, links);
}
