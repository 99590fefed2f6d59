import type { ChosenCredential } from "../../../shared/connections/choose.ts";
import { linkFor, unsubscribeHeaders } from "../../../shared/consents/links.ts";
import type { LinkPurpose, OpenedLink } from "../../../shared/consents/tokens.ts";
import { isLocal } from "../../../shared/env.ts";
import { Problem } from "../../../shared/errors.ts";
import type { Id } from "../../../shared/ids.ts";
import type { Category, Channel } from "../../../shared/model/channel.ts";
import type { Context } from "../../context.ts";

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

/** What a message's text may name, and the link that takes its place. */
const VARIABLES = {
  unsubscribeUrl: "unsubscribe",
  preferencesUrl: "preferences",
} as const satisfies Record<string, LinkPurpose>;

/**
 * The job's input; that of a marketing email with the headers by which its reader unsubscribes with one click.
 * @throws Problem `channel_not_supported` where the provider takes no headers, `origin_unknown` where no link can be made
 */
export async function withUnsubscribe(draft: Addressed, context: Context): Promise<unknown> {
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
  const url = await linkFor({ vault: context.vault, origin: originOf(context) }, "unsubscribe", subject);
  return withHeaders(draft.input, unsubscribeHeaders(url));
}

/** A message's words with `{{unsubscribeUrl}}` and `{{preferencesUrl}}` replaced by the recipient's own links. */
export async function withLinks(
  text: string | undefined,
  subject: Omit<OpenedLink, "expiresAt">,
  context: Context,
): Promise<string | undefined> {
  let filled = text;
  for (const [name, purpose] of Object.entries(VARIABLES)) {
    const variable = `{{${name}}}`;
    if (filled?.includes(variable) === true) {
      const url = await linkFor({ vault: context.vault, origin: originOf(context) }, purpose, subject);
      filled = filled.replaceAll(variable, url);
    }
  }
  return filled;
}

/**
 * The platform's origin for links in messages. RFC 8058 section 3.1 wants https; only a developer's machine has none.
 * @throws Problem `origin_unknown`
 */
export function originOf({ origin, settings }: Context): string {
  if (origin === null) {
    throw new Problem(
      "origin_unknown",
      "Set PUBLIC_ORIGIN: marketing mail needs links to the platform, to unsubscribe by.",
    );
  }
  return isLocal(settings) ? origin : origin.replace(/^http:/, "https:");
}
