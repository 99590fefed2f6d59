import type { ChosenCredential } from "../connections/choose.ts";
import { linkFor, unsubscribeHeaders } from "../consents/links.ts";
import type { LinkPurpose, OpenedLink } from "../consents/tokens.ts";
import type { Vault } from "../crypto/vault.ts";
import { isLocal, type Settings } from "../env.ts";
import { Problem } from "../errors.ts";
import type { Id } from "../ids.ts";
import type { Category, Channel } from "../model/channel.ts";
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
 * The job's input; that of a marketing email with the headers by which its reader unsubscribes with one click.
 * @throws Problem `channel_not_supported` where the provider takes no headers, `origin_unknown` where no link can be made
 */
export async function withUnsubscribe(draft: Addressed, links: LinkMaker): Promise<unknown> {
  const { channel, category, chosen, organizationId, addresses, sending } = draft;
  const [address] = addresses;
  if (category !== "marketing" || channel !== "email" || address === undefined) {
    return draft.input;
  }
  const { withHeaders } = chosen.provider.channels?.email ?? {};
  if (withHeaders === undefined) {
    throw new Problem(
      "channel_not_supported",
      `${chosen.provider.name} cannot add the unsubscribe headers that marketing mail needs. Send it through another connection.`,
    );
  }
  const subject = { organizationId, channel, address, topic: sending.topic ?? null };
  const url = await linkFor({ vault: links.vault, origin: originOf(links) }, "unsubscribe", subject);
  return withHeaders(draft.input, unsubscribeHeaders(url));
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
