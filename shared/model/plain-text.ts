/** Characters of HTML that are read for their words, and characters of text that are kept. */
const MAX_HTML = 1_000_000;
const MAX_TEXT = 100_000;

/** What no reader sees. */
const UNSEEN = /<!--[\s\S]*?(?:-->|$)|<(script|style|head|title|template)\b[\s\S]*?(?:<\/\1\s*>|$)/gi;
const LINE_END = /<(?:br|hr|\/(?:p|div|li|tr|h[1-6]|blockquote|pre|table|ul|ol))\b[^<>]*>/gi;
const TAG = /<[a-z/!?][^<>]*>/gi;
const REFERENCE = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi;
const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

/**
 * The words of a message: its text, else those of its HTML, a line for each block; cut after 100,000 characters. Null
 * where it has none. Never markup to be shown as such.
 */
export function plainText(message: {
  readonly text: string | null;
  readonly html: string | null;
}): string | null {
  const words = message.text?.trim() ? message.text : wordsOf(message.html?.slice(0, MAX_HTML) ?? "");
  return words === "" ? null : words.slice(0, MAX_TEXT);
}

function wordsOf(html: string): string {
  return html
    .replaceAll(UNSEEN, "")
    .replaceAll(/\s+/g, " ")
    .replaceAll(LINE_END, "\n")
    .replaceAll(TAG, "")
    .replaceAll(REFERENCE, (reference, decimal?: string, hex?: string, name?: string) =>
      name === undefined
        ? characterOf(Number.parseInt(decimal ?? hex ?? "", decimal === undefined ? 16 : 10))
        : (NAMED[name.toLowerCase()] ?? reference),
    )
    .replaceAll(/ {2,}/g, " ")
    .replaceAll(/ ?\n ?/g, "\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
}

function characterOf(code: number): string {
  const isCharacter = code > 0 && code <= 0x10_ff_ff && !(code >= 0xd8_00 && code <= 0xdf_ff);
  return isCharacter ? String.fromCodePoint(code) : "\ufffd";
}
