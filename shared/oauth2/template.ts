import type { OAuth2, Placeholder, Template, Values } from "./grant.ts";

/** A request that cannot be made of what the connection holds: a field is missing, or is not what it must be. */
export class GrantImpossible extends Error {
  override readonly name = "GrantImpossible";
  readonly code: "field_missing" | "field_malformed";
  /** Never its value. */
  readonly field: string;

  constructor(code: GrantImpossible["code"], field: string) {
    super(`${code}: ${field}`);
    this.code = code;
    this.field = field;
  }
}

type Placeholders = Pick<OAuth2, "placeholders">;

const PLACEHOLDER = /\{([A-Za-z]+)\}/g;

/** The names that a template holds. */
export function namesIn(template: Template): readonly string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, name = ""]) => name);
}

/**
 * A text with its values in place.
 * @throws GrantImpossible where one is missing or malformed
 */
export function fill(template: Template, values: Values, { placeholders = {} }: Placeholders = {}): string {
  return template.replaceAll(PLACEHOLDER, (_, name: string) => {
    const placeholder = own(placeholders, name);
    return placeholder === undefined ? needed(values, name) : place(placeholder, values, name);
  });
}

/**
 * A URL with its values in place: a placeholder's as it is, for it was declared what it may be; any other is escaped and
 * can be no more than a part of the path.
 * @throws GrantImpossible where a value is missing or malformed, or leads elsewhere than to https
 */
export function fillUrl(template: Template, values: Values, { placeholders = {} }: Placeholders = {}): URL {
  const text = template.replaceAll(PLACEHOLDER, (_, name: string) => {
    const placeholder = own(placeholders, name);
    if (placeholder !== undefined) {
      return place(placeholder, values, name);
    }
    const value = needed(values, name);
    if (value === "." || value === ".." || !value.isWellFormed()) {
      throw new GrantImpossible("field_malformed", name);
    }
    return encodeURIComponent(value);
  });
  const url = URL.parse(text);
  if (url?.protocol !== "https:" || url.username !== "" || url.password !== "") {
    throw new GrantImpossible("field_malformed", namesIn(template)[0] ?? "url");
  }
  return url;
}

/** What a placeholder's field comes to in a URL. */
function place(placeholder: Placeholder, values: Values, name: string): string {
  const value = textOf(values, name) ?? placeholder.default;
  if (value === undefined) {
    throw new GrantImpossible("field_missing", name);
  }
  const filled = "values" in placeholder ? own(placeholder.values, value) : matching(placeholder, value);
  if (filled === undefined) {
    throw new GrantImpossible("field_malformed", name);
  }
  return filled;
}

function matching({ pattern }: { readonly pattern: RegExp }, value: string): string | undefined {
  return pattern.exec(value)?.[0] === value ? value : undefined;
}

function needed(values: Values, name: string): string {
  const value = textOf(values, name);
  if (value === undefined) {
    throw new GrantImpossible("field_missing", name);
  }
  return value;
}

function textOf(values: Values, name: string): string | undefined {
  const value = own(values, name);
  return typeof value === "string" && value !== "" ? value : undefined;
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
