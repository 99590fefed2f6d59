import type { ChosenCredential } from "../connections/choose.ts";
import { LINK_PATHS, linkFor, unsubscribeHeaders } from "../consents/links.ts";
import type { LinkPurpose, OpenedLink } from "../consents/tokens.ts";
import type { Vault } from "../crypto/vault.ts";
import type { OrganizationRow } from "../db/queries/organizations.ts";
import { isLocal, type Settings } from "../env.ts";
import { Problem } from "../errors.ts";
import type { Id } from "../ids.ts";
import type { Category, Channel } from "../model/channel.ts";
import { at, textOf } from "../model/read.ts";
import { withLegalFooter } from "../templates/legal-footer.ts";
import { READER_LINKS } from "../templates/reader-links.ts";

/** What of a job decides whether its mail needs a way to unsubscribe, and whose. */
interface Addressed {
  readonly organizationId: Id<"organization">;
  readonly chosen: ChosenCredential;
  readonly input: unknown;
  readonly channel: Channel | null;
  /** Normalised. */
  readonly addresses: readonly string[];
  readonly category: Category | null;
  readonly sending: { readonly topic?: string | undefined };
  readonly organization: Pick<OrganizationRow, "messageDefaults"> | null;
}

/** What links to the platform are made of. */
export interface LinkMaker {
  readonly vault: Vault;
  /** The platform's own; null where no setting and no request says it. */
  readonly origin: string | null;
  readonly settings: Pick<Settings, "ENVIRONMENT">;
}

/** What a message's text may name, and the link that takes its place. */
const PURPOSES: readonly (readonly [string, LinkPurpose])[] = [
  [READER_LINKS.unsubscribeUrl, "unsubscribe"],
  [READER_LINKS.preferencesUrl, "preferences"],
];

/**
 * The job's input; that of a marketing email with the headers by which its reader unsubscribes with one click, and with
 * what the law wants below its words. Words that a provider keeps are the provider's to complete.
 * @throws Problem `channel_not_supported` where the provider takes no headers, `origin_unknown` where no link can be made
 */
export async function withUnsubscribe(draft: Addressed, links: LinkMaker): Promise<unknown> {
  const { channel, category, chosen, organizationId, addresses, sending } = draft;
  const [address] = addresses;
  if (category !== "marketing" || channel !== "email" || address === undefined) {
    return draft.input;
  }
  const { withHeaders, wordFields } = chosen.provider.channels?.email ?? {};
  if (withHeaders === undefined) {
    throw new Problem(
      "channel_not_supported",
      `${chosen.provider.name} cannot add the unsubscribe headers that marketing mail needs. Send it through another connection.`,
    );
  }
  const subject = { organizationId, channel, address, topic: sending.topic ?? null };
  const origin = originOf(links);
  const url = await linkFor({ vault: links.vault, origin }, "unsubscribe", subject);
  const input = withHeaders(draft.input, unsubscribeHeaders(url));
  if (wordFields === undefined) {
    return input;
  }
  const words = {
    text: textOf(at(input, wordFields.text)) ?? undefined,
    html: textOf(at(input, wordFields.html)) ?? undefined,
  };
  if (words.text === undefined && words.html === undefined) {
    return input;
  }
  const { unsubscribeUrl: own, postalAddress = null } = draft.organization?.messageDefaults ?? {};
  const { text, html } = withLegalFooter(words, {
    postalAddress,
    unsubscribeUrl: url,
    known: [
      ...PURPOSES.map(([, purpose]) => `${origin}${LINK_PATHS[purpose]}`),
      ...(own === undefined ? [] : [own]),
    ],
  });
  return { ...Object(input), [wordFields.text]: text, [wordFields.html]: html };
}

/** A message's words with `{{unsubscribeUrl}}` and `{{preferencesUrl}}` replaced by the recipient's own links. */
export async function withLinks(
  text: string | undefined,
  subject: Omit<OpenedLink, "expiresAt">,
  links: LinkMaker,
): Promise<string | undefined> {
  let filled = text;
  for (const [variable, purpose] of PURPOSES) {
    if (filled?.includes(variable) === true) {
      const url = await linkFor({ vault: links.vault, origin: originOf(links) }, purpose, subject);
      filled = filled.replaceAll(variable, url);
    }
  }
  return filled;
}

/**
 * The platform's origin for links in messages. RFC 8058 section 3.1 wants https; only a developer's machine has none.
 * @throws Problem `origin_unknown`
 */
export function originOf({ origin, settings }: LinkMaker): string {
  if (origin === null) {
    throw new Problem(
      "origin_unknown",
      "Set PUBLIC_ORIGIN: marketing mail needs links to the platform, to unsubscribe by.",
    );
  }
  return isLocal(settings) ? origin : origin.replace(/^http:/, "https:");
}
