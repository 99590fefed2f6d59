const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  nbsp: " ",
  apos: "'",
};

/** Elements whose content no reader shows. */
const UNSEEN: ReadonlySet<string> = new Set(["style", "script", "head", "title"]);
const BLOCKS = /^\/(?:p|div|h[1-6]|ul|ol|table|tr|blockquote)$/;

/**
 * The text of an HTML message for readers that show none, where the template has none of its own: a link becomes
 * "label (address)", an item "- item", <br> a new line, a block's end an empty one; styles, scripts and all other tags
 * go. Takes time in proportion to the HTML's length, whatever it is.
 */
export function plainText(html: string): string {
  let text = "";
  let unseen: string | null = null;
  let link: { readonly address: string; readonly from: number } | null = null;
  // every second piece is a tag
  for (const [index, piece] of html.split(/(<[^<>]*>)/).entries()) {
    const name = index % 2 === 0 ? null : nameOf(piece);
    if (unseen !== null) {
      unseen = name === `/${unseen}` ? null : unseen;
    } else if (name === null) {
      text += piece.replaceAll(/\s+/g, " ");
    } else if (UNSEEN.has(name)) {
      unseen = name;
    } else if (name === "a") {
      link = { address: addressOf(piece), from: text.length };
    } else if (name === "/a" && link !== null) {
      text += addressAfter(text.slice(link.from).trim(), link.address);
      link = null;
    } else {
      text += breakOf(name);
    }
  }
  return decoded(text)
    .replaceAll(/[ \t]*\n[ \t]*/g, "\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
}

/** A tag's name in lower case, with the slash of an end tag. */
function nameOf(tag: string): string {
  return /^<(\/?[a-z][a-z0-9]*)/i.exec(tag)?.[1]?.toLowerCase() ?? "";
}

function addressOf(tag: string): string {
  return /\shref\s*=\s*["']([^"']*)["']/i.exec(tag)?.[1] ?? "";
}

function addressAfter(label: string, address: string): string {
  if (address === "" || address === label) {
    return "";
  }
  return label === "" ? address : ` (${address})`;
}

function breakOf(name: string): string {
  if (name === "br") {
    return "\n";
  }
  return name === "li" ? "\n- " : BLOCKS.test(name) ? "\n\n" : "";
}

function decoded(text: string): string {
  return text.replaceAll(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{1,10}));/gi,
    (entity: string, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) {
        return ENTITIES[name.toLowerCase()] ?? entity;
      }
      const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return point > 0 && point <= 0x10_ff_ff ? String.fromCodePoint(point) : entity;
    },
  );
}
