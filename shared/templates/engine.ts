import Mustache from "mustache";

/**
 * Mustache (https://mustache.github.io/mustache.5.html) without what a message has no use for: values are the data's own,
 * never a prototype's and never called; what is printed must be there; output and work have a bound.
 */

export interface Rendered {
  readonly text: string;
  /** Names that were to be printed and have no value, and required ones; each once. */
  readonly missing: readonly string[];
  /** Names that were to be printed and have a value that is no text or number. */
  readonly unprintable: readonly string[];
  /** The output went beyond the bound and was cut short. */
  readonly isTooLarge: boolean;
}

/** Items that all lists of a rendering may come to: lists within lists multiply. */
const MAX_ITEMS = 10_000;

/** Thrown within a rendering, and caught by it. */
class TooLarge extends Error {}

interface Tally {
  items: number;
  characters: number;
  readonly maxCharacters: number;
  readonly missing: Set<string>;
  readonly unprintable: Set<string>;
}

class OwnContext extends Mustache.Context {
  readonly #tally: Tally;

  constructor(view: unknown, tally: Tally, parent?: Mustache.Context) {
    super(view, parent);
    this.#tally = tally;
  }

  override push(view: unknown): OwnContext {
    this.#tally.items += 1;
    if (this.#tally.items > MAX_ITEMS) {
      throw new TooLarge();
    }
    return new OwnContext(view, this.#tally, this);
  }

  override lookup(name: string): unknown {
    if (name === ".") {
      return this.view;
    }
    const [first = "", ...rest] = name.split(".");
    for (let context: Mustache.Context | undefined = this; context !== undefined; context = context.parent) {
      if (isOwn(context.view, first)) {
        return [first, ...rest].reduce<unknown>(
          (value, key) => (isOwn(value, key) ? Reflect.get(value, key) : undefined),
          context.view,
        );
      }
    }
    return undefined;
  }
}

function isOwn(value: unknown, key: string): value is object {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key);
}

class BoundedWriter extends Mustache.Writer {
  readonly #tally: Tally;
  readonly #escape: (text: string) => string;

  constructor(tally: Tally, escaped: (text: string) => string) {
    super();
    this.#tally = tally;
    this.#escape = escaped;
  }

  override escapedValue([, name = ""]: string[], context: Mustache.Context): string {
    return this.#print(name, context, this.#escape);
  }

  override unescapedValue([, name = ""]: string[], context: Mustache.Context): string {
    return this.#print(name, context, (text) => text);
  }

  override rawValue([, text = ""]: string[]): string {
    return this.#counted(text);
  }

  #print(name: string, context: Mustache.Context, escaped: (text: string) => string): string {
    const value: unknown = context.lookup(name);
    if (isBlank(value)) {
      this.#tally.missing.add(name);
      return "";
    }
    if (typeof value !== "string" && typeof value !== "number") {
      this.#tally.unprintable.add(name);
      return "";
    }
    return this.#counted(escaped(String(value)));
  }

  #counted(text: string): string {
    this.#tally.characters += text.length;
    if (this.#tally.characters > this.#tally.maxCharacters) {
      throw new TooLarge();
    }
    return text;
  }
}

/** Whether a value would leave a hole where it is printed. */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === "string" && value.trim() === "");
}

/** Renders one part of a template whose syntax `inspect` found good. */
export function renderPart(
  source: string,
  data: Readonly<Record<string, unknown>>,
  { isHtml, maxCharacters }: { readonly isHtml: boolean; readonly maxCharacters: number },
): Rendered {
  const tally: Tally = {
    items: 0,
    characters: 0,
    maxCharacters,
    missing: new Set(),
    unprintable: new Set(),
  };
  const writer = new BoundedWriter(tally, isHtml ? Mustache.escape : (text) => text);
  const result = () => ({ missing: [...tally.missing], unprintable: [...tally.unprintable] });
  try {
    const text = writer.render(source, new OwnContext(data, tally));
    return { text, ...result(), isTooLarge: false };
  } catch (cause) {
    if (cause instanceof TooLarge) {
      return { text: "", ...result(), isTooLarge: true };
    }
    throw cause;
  }
}

export interface Inspected {
  /** What the part may not contain, for whoever wrote it; null where it is good. */
  readonly fault: string | null;
  /** Names printed outside of lists and conditions. */
  readonly printed: readonly string[];
  /** Every name in it. */
  readonly names: readonly string[];
}

type Token = ReturnType<typeof Mustache.parse>[number];

/** Tags of one part: enough for any message, and a bound to the work. */
const MAX_TAGS = 1_000;

/** What a part of a template asks for, or why it is no template. */
export function inspect(source: string, { isHtml }: { readonly isHtml: boolean }): Inspected {
  const tokens = parsed(source);
  if (typeof tokens === "string") {
    return { fault: tokens, printed: [], names: [] };
  }
  const all = flatten(tokens).filter(([kind]) => kind !== "text" && kind !== "!");
  const printed = tokens.filter(isPrinted).map(([, name]) => name);
  const names = all.map(([, name]) => name);
  return { fault: faultOf(all, isHtml), printed: [...new Set(printed)], names: [...new Set(names)] };
}

function parsed(source: string): Token[] | string {
  try {
    return new Mustache.Writer().parse(source);
  } catch (cause) {
    // the library's message names the tag and its place: of the template, which is the caller's own
    return cause instanceof Error
      ? `is not a Mustache template: ${cause.message.slice(0, 200)}`
      : "is not a template";
  }
}

function isPrinted([kind]: Token): boolean {
  return kind === "name" || kind === "&";
}

function flatten(tokens: readonly Token[]): Token[] {
  return tokens.flatMap((token) => {
    const within = token[4];
    return [token, ...(Array.isArray(within) ? flatten(within) : [])];
  });
}

function faultOf(tags: readonly Token[], isHtml: boolean): string | null {
  const has = (kind: Token[0]) => tags.some(([found]) => found === kind);
  if (has(">")) {
    return "has a partial ({{> …}}), which is not supported";
  }
  if (has("=")) {
    return "changes the delimiters ({{= … =}}), which is not supported";
  }
  if (isHtml && has("&")) {
    return "prints a value unescaped ({{{ … }}} or {{& …}}): a value in HTML is always escaped";
  }
  return tags.length > MAX_TAGS ? `has more than ${MAX_TAGS} tags` : null;
}
