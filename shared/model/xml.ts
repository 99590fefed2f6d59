import { UnparsedBody } from "./body.ts";

/** An element of an XML document; names keep their prefix, as they were written. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own text, without that of its children. */
  readonly text: string;
}

interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

/** More levels, and more tags and texts, than any envelope has. */
const MAX_DEPTH = 50;
const MAX_TOKENS = 200_000;

/** A tag, a comment, a processing instruction, or the text up to the next `<`. */
const TOKEN =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<\/([^\s>]+)\s*>|<([^\s/>!?]+)((?:\s+[^\s=>]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/gy;
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/**
 * Reads a document of XML 1.0 without a document type: entities of its own making, which could grow without end, are
 * refused together with the declaration that would make them.
 * @throws UnparsedBody when it is not well-formed, has a DOCTYPE, or is too large
 */
export function readXml(text: string): XmlElement {
  const open: OpenElement[] = [element("", "")];
  let count = 0;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    count += 1;
    if (match === null) {
      throw new UnparsedBody("the body is not well-formed XML without a DOCTYPE");
    }
    take(match, open);
    if (open.length > MAX_DEPTH || count > MAX_TOKENS) {
      throw new UnparsedBody("the body is XML of too many levels or elements");
    }
  }
  const [root, ...others] = last(open).children;
  if (open.length > 1 || root === undefined || others.length > 0) {
    throw new UnparsedBody("the body is not one XML document");
  }
  return root;
}

/** Opens, closes or fills the innermost element. */
function take(
  [, cdata, closing, opening, attributes = "", selfClosing, plain]: RegExpExecArray,
  open: OpenElement[],
): void {
  const current = last(open);
  if (opening !== undefined) {
    const child = element(opening, attributes);
    current.children.push(child);
    if (selfClosing !== "/") {
      open.push(child);
    }
  } else if (closing === undefined) {
    current.text += cdata ?? decodeEntities(plain ?? "");
  } else if (open.length === 1 || open.pop()?.name !== closing) {
    throw new UnparsedBody("the body is XML whose elements do not close");
  }
}

/** The name without its prefix. */
export function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

function element(name: string, attributes: string): OpenElement {
  const pairs = [...attributes.matchAll(ATTRIBUTE)].map(
    ([, key = "", double, single]) => [key, decodeEntities(double ?? single ?? "")] as const,
  );
  return { name, attributes: Object.fromEntries(pairs), children: [], text: "" };
}

function last(open: readonly OpenElement[]): OpenElement {
  const current = open[open.length - 1];
  if (current === undefined) {
    throw new UnparsedBody("the body is XML whose elements do not close");
  }
  return current;
}

/** The five entities that XML knows without a document type, and characters by number. */
function decodeEntities(text: string): string {
  return text.replace(/&([^;\s&]{1,10});?/g, (reference, name: string) => {
    const number = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name);
    const code =
      number === null ? Number.NaN : Number.parseInt(number[1] ?? number[2] ?? "", number[1] ? 16 : 10);
    const known = Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
    if (known !== undefined) {
      return known;
    }
    if (code > 0 && code <= 0x10ffff) {
      return String.fromCodePoint(code);
    }
    throw new UnparsedBody(`the body is XML with an unknown entity (${reference.length} characters)`);
  });
}
