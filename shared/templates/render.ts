import type { FieldError } from "../errors.ts";
import { MAX_RENDERED, type Template, type TemplatePart, type TemplateParts } from "../model/template.ts";
import { isBlank, renderPart } from "./engine.ts";
import { plainText } from "./plain-text.ts";
import { READER_LINKS } from "./reader-links.ts";
import { countSegments, type Segments } from "./segments.ts";

export interface RenderedTemplate extends TemplateParts {
  /** null where the channel is not SMS. */
  readonly segments: Segments | null;
  /** Bytes of all parts in UTF-8. */
  readonly size: number;
}

export type Rendering =
  | { readonly ok: true; readonly rendered: RenderedTemplate }
  /** Paths are `data.<name>`, or a part that came out too large. */
  | { readonly ok: false; readonly errors: readonly FieldError[] };

/** Faults that one answer names. */
const MAX_ERRORS = 20;

/**
 * The message that a template and its data make. All or nothing: a variable that is missing, null or blank is named, and
 * so is a required list without items; there is never a message with a hole. Values are escaped in HTML and only there;
 * a subject is one line. An HTML template without text gets the text of its HTML. The reader's own links stay variables:
 * they are put in when it is known who reads the message.
 * @param organization what templates may print as `organization.…`
 */
export function renderTemplate(
  template: Template,
  data: Readonly<Record<string, unknown>>,
  organization: Readonly<Record<string, unknown>>,
): Rendering {
  const values = templateValues(data, organization);
  const errors: FieldError[] = template.requiredVariables
    .filter((name) => isEmpty(valueAt(values, name)))
    .map((name) => missing(name));
  const part = (name: TemplatePart): string | null => {
    const source = template[name];
    if (source === null) {
      return null;
    }
    const maxCharacters = MAX_RENDERED[template.channel][name];
    const result = renderPart(source, values, { isHtml: name === "html", maxCharacters });
    errors.push(
      ...result.missing.map((variable) => missing(variable)),
      ...result.unprintable.map((variable) => ({
        path: `data.${variable}`,
        message: "must be text or a number: it is printed",
      })),
      ...(result.isTooLarge
        ? [
            {
              path: name,
              message: `comes to more than the ${maxCharacters} characters that ${template.channel} takes`,
            },
          ]
        : []),
    );
    return result.text;
  };
  const subject = part("subject")?.replaceAll(/\s+/g, " ").trim() ?? null;
  const html = part("html");
  const text = part("text") ?? (html === null ? null : plainText(html));
  const parts = { subject, text, html };
  const size = bytesOf(parts);
  if (template.channel === "instagram" && size > MAX_RENDERED.instagram.text) {
    errors.push({ path: "text", message: `must have at most ${MAX_RENDERED.instagram.text} bytes of UTF-8` });
  }
  if (errors.length > 0) {
    const distinct = new Map(errors.map((error) => [`${error.path} ${error.message}`, error]));
    return { ok: false, errors: [...distinct.values()].slice(0, MAX_ERRORS) };
  }
  const segments = template.channel === "sms" ? countSegments(text ?? "") : null;
  return { ok: true, rendered: { ...parts, segments, size } };
}

function missing(name: string): FieldError {
  return {
    path: `data.${name}`,
    message: name.startsWith("organization.")
      ? "is a default of the organization that is not set: PATCH /v1/organization"
      : "is missing: the template needs it",
  };
}

function isEmpty(value: unknown): boolean {
  return isBlank(value) || (Array.isArray(value) && value.length === 0);
}

/** All that a template may print. */
export function templateValues(
  data: Readonly<Record<string, unknown>>,
  organization: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return { ...READER_LINKS, ...data, organization };
}

/** The value of a variable; dots lead into objects. */
export function valueAt(values: unknown, name: string): unknown {
  return name
    .split(".")
    .reduce<unknown>(
      (value, key) =>
        typeof value === "object" && value !== null && Object.hasOwn(value, key)
          ? Reflect.get(value, key)
          : undefined,
      values,
    );
}

function bytesOf({ subject, text, html }: TemplateParts): number {
  return new TextEncoder().encode(`${subject ?? ""}${text ?? ""}${html ?? ""}`).byteLength;
}
