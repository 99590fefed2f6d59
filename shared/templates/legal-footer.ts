import { escapeHtml } from "./escape-html.ts";
import { plainText } from "./plain-text.ts";

/** A mail's words; each part is there or is not. */
export interface MailWords {
  readonly text: string | undefined;
  readonly html: string | undefined;
}

/** What advertising by mail says of its sender, and how it is ended. */
export interface LegalFooter {
  /** One or more lines; null where the sender says none. */
  readonly postalAddress: string | null;
  /** The reader's own link. */
  readonly unsubscribeUrl: string;
  /** What links that end the mail begin with, where the words have their own. */
  readonly known: readonly string[];
}

/** A page of the sender's or the provider's own, also as the provider's variable for it; in time by the words' length. */
function hasOwnLink(source: string): boolean {
  const isLink = (piece: string) => /unsubscri/i.test(piece.slice(piece.search(/https?:|$/i)));
  return /unsubscribe_(?:raw_)?url/i.test(source) || source.split(/[\s"'<>]+/).some(isLink);
}

/**
 * A marketing mail's words with the sender's postal address and a link to unsubscribe below them, each where they have
 * it not yet. CAN-SPAM, 15 USC 7704(a)(3) and (5): both are part of the message, whatever its headers offer.
 */
export function withLegalFooter({ text, html }: MailWords, footer: LegalFooter): MailWords {
  return {
    text: text === undefined ? undefined : withLines(text, missing(text, text, footer)),
    html: html === undefined ? undefined : withParagraphs(html, missing(html, plainText(html), footer)),
  };
}

interface Missing {
  readonly address: string | null;
  readonly link: string | null;
}

function missing(
  source: string,
  shown: string,
  { postalAddress, unsubscribeUrl, known }: LegalFooter,
): Missing {
  const hasLink = hasOwnLink(source) || known.some((start) => source.includes(start));
  return {
    address:
      postalAddress === null || squeezed(shown).includes(squeezed(postalAddress)) ? null : postalAddress,
    link: hasLink ? null : unsubscribeUrl,
  };
}

/** Addresses are broken into lines in many ways. */
function squeezed(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[\s,·|]+/g, " ")
    .trim();
}

function withLines(text: string, { address, link }: Missing): string {
  const lines = [address, link === null ? null : `Unsubscribe: ${link}`].filter((line) => line !== null);
  return lines.length === 0 ? text : `${text.trimEnd()}\n\n${lines.join("\n\n")}\n`;
}

function withParagraphs(html: string, { address, link }: Missing): string {
  const lines = address === null ? null : escapeHtml(address).split(/\r?\n/).join("<br>");
  const added = [lines, link === null ? null : `<a href="${escapeHtml(link)}">Unsubscribe</a>`]
    .filter((line) => line !== null)
    .map((line) => `<p>${line}</p>`)
    .join("\n");
  const end = [...html.matchAll(/<\/body\s*>/gi)].at(-1);
  const at = end?.index ?? html.length;
  return added === "" ? html : `${html.slice(0, at)}\n${added}\n${html.slice(at)}`;
}
