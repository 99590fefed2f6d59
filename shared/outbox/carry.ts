import {
  type ChosenCredential,
  type CredentialSources,
  chooseForChannel,
  type WantedCredential,
} from "../connections/choose.ts";
import type { OrganizationRow } from "../db/queries/organizations.ts";
import { Problem } from "../errors.ts";
import type { Address } from "../model/address.ts";
import type { Category, Channel } from "../model/channel.ts";
import type { KeptTemplate, MessageFault, OutboundMessage } from "../model/message.ts";
import type { ProviderTemplate } from "../model/template.ts";
import type { Action } from "../providers/action.ts";
import { type ChannelRule, wayOf } from "../providers/channel-rule.ts";
import { type LinkMaker, withLinks, withUnsubscribe } from "./unsubscribe.ts";

/** A connection that carries a channel, with how it does. */
export interface Carrier {
  readonly chosen: ChosenCredential;
  readonly rule: ChannelRule;
}

/** What sends a message: an action by its name, with its input, which is yet to be validated. */
export interface Carried {
  readonly action: string;
  readonly definition: Action;
  readonly input: unknown;
}

/** @throws Problem where no connection carries the channel, or more than one */
export async function findCarrier(
  sources: CredentialSources,
  wanted: WantedCredential & { readonly organization: OrganizationRow; readonly channel: Channel },
): Promise<Carrier> {
  const chosen = await chooseForChannel(sources, wanted);
  const rule = chosen.provider.channels?.[wanted.channel];
  if (rule === undefined) {
    throw new Error("The connection chosen for a channel does not carry it.");
  }
  return { chosen, rule };
}

/** A message with its words, before a provider is known. */
export interface WordedMessage extends Omit<OutboundMessage, "to" | "template"> {
  readonly address: Address;
  readonly category: Category;
  readonly topic?: string | undefined;
  readonly template?: (ProviderTemplate & KeptTemplate) | undefined;
}

/**
 * A message as the input of the action that carries it: with the organization's sender and reply address where it has
 * none, its reader's own links, and in marketing mail the headers to unsubscribe by and what the law wants below it.
 * @throws Problem `channel_not_supported`, `origin_unknown`; `validation_failed` where the provider cannot carry it
 */
export async function carryMessage(
  { chosen, rule }: Carrier,
  { address, category, topic, ...message }: WordedMessage,
  organization: OrganizationRow,
  links: LinkMaker,
): Promise<Carried> {
  const { channel, template } = message;
  const organizationId = organization.id;
  const reader = { organizationId, channel, address: address.key, topic: topic ?? null };
  const filled = (text: string | undefined) => withLinks(text, reader, links);
  const way = wayFor({ chosen, rule }, message);
  const definition = chosen.provider.actions?.[way.action];
  if (definition === undefined) {
    throw new Error("A provider carries a channel by an action that it has not.");
  }
  const outbound: OutboundMessage = {
    ...message,
    to: address.to,
    from: message.from ?? organization.defaultFrom?.[channel],
    replyTo: message.replyTo ?? (channel === "email" ? organization.messageDefaults?.replyTo : undefined),
    text: await filled(message.text),
    html: await filled(message.html),
    template:
      template === undefined
        ? undefined
        : { ...template, data: await linkedFields(template.data, filled, MAX_DEPTH) },
  };
  const fault = way.fault?.(outbound) ?? null;
  if (fault !== null) {
    throw refused(fault);
  }
  const addressed = { organizationId, organization, chosen, channel, addresses: [address.key], category };
  const input = await withUnsubscribe(
    { ...addressed, input: way.toInput(outbound, chosen.config), sending: { topic } },
    links,
  );
  return { action: way.action, definition, input };
}

/**
 * How a connection sends a message.
 * @throws Problem `validation_failed` where its template is kept at another provider
 */
export function wayFor({ chosen, rule }: Carrier, message: Pick<WordedMessage, "template" | "mediaUrls">) {
  const { template } = message;
  const isKeptThere = template === undefined || template.provider === chosen.provider.id;
  const way = isKeptThere ? wayOf(rule, message) : null;
  if (way === null) {
    throw refused({
      field: "template",
      message: `is kept at ${template?.provider}, and the connection is of ${chosen.provider.id}: name another one in connectionId`,
    });
  }
  return way;
}

type Fill = (text: string) => Promise<string | undefined>;

/** Of values within values: no template prints from deeper. */
const MAX_DEPTH = 20;

/** A template's own data, in which a text, wherever it stands, may be the reader's link as well. */
async function linkedFields(
  data: KeptTemplate["data"],
  filled: Fill,
  depth: number,
): Promise<KeptTemplate["data"]> {
  const fields = Object.entries(data).map(async ([name, value]) => [
    name,
    await linked(value, filled, depth - 1),
  ]);
  return Object.fromEntries(await Promise.all(fields));
}

async function linked(value: unknown, filled: Fill, depth: number): Promise<unknown> {
  if (typeof value === "string") {
    return await filled(value);
  }
  if (typeof value !== "object" || value === null || depth === 0) {
    return value;
  }
  return Array.isArray(value)
    ? await Promise.all(value.map((item) => linked(item, filled, depth - 1)))
    : await linkedFields({ ...value }, filled, depth);
}

function refused({ field, message }: MessageFault): Problem {
  return new Problem("validation_failed", "Correct the fields named in `errors`.", {
    errors: [{ path: `body.${field}`, message }],
  });
}
