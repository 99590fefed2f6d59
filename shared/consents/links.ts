import type { Vault } from "../crypto/vault.ts";
import type { LinkPurpose, OpenedLink } from "./tokens.ts";
import { sealLink } from "./tokens.ts";

/** Where a purpose's links lead; API.md fixes the first two. */
export const LINK_PATHS: Readonly<Record<LinkPurpose, string>> = {
  unsubscribe: "/u/",
  preferences: "/preferences/",
  confirm: "/confirm/",
};

/** Links do not expire: CAN-SPAM wants them to work for 30 days after the message at least, CASL for 60. */
type Addressee = Omit<OpenedLink, "expiresAt"> & { readonly expiresAt?: number | null };

/** The URL for whoever gets a message. @param origin of the platform, e.g. `https://causeway.example.com` */
export async function linkFor(
  { vault, origin }: { readonly vault: Vault; readonly origin: string },
  purpose: LinkPurpose,
  { expiresAt = null, ...subject }: Addressee,
): Promise<string> {
  return `${origin}${LINK_PATHS[purpose]}${await sealLink(vault, { ...subject, expiresAt }, purpose)}`;
}

/**
 * RFC 2369 section 3.2 and RFC 8058 section 3.1: exactly one https URI, and the one value that makes it one-click. The
 * provider signs both with DKIM as it signs the others.
 */
export function unsubscribeHeaders(url: string): Readonly<Record<string, string>> {
  return { "List-Unsubscribe": `<${url}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" };
}
