import { type Bytes, type Draft, type JsonObject, TwinError } from "./sender.ts";

export const JSON_TYPE = "application/json";
export const FORM_TYPE = "application/x-www-form-urlencoded";

const encoder = new TextEncoder();

export function encodeText(text: string): Bytes {
  return new Uint8Array(encoder.encode(text));
}

export function isForm(contentType: string): boolean {
  return contentType.startsWith(FORM_TYPE);
}

/** JSON itself, or what is written in it: `application/vnd.api+json`. */
export function isJson(contentType: string): boolean {
  return contentType.startsWith(JSON_TYPE) || /^application\/[\w.-]+\+json\b/.test(contentType);
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `overrides` laid over `base`: objects into objects, anything else (lists and null too) replaces. */
export function overlay(base: JsonObject, overrides: JsonObject = {}): JsonObject {
  const merged = Object.entries(overrides).map(([key, value]) => {
    const old = base[key];
    return [key, isJsonObject(old) && isJsonObject(value) ? overlay(old, value) : value];
  });
  return { ...base, ...Object.fromEntries(merged) };
}

/** A form body. @throws TwinError when an override is not a plain value */
export function encodeForm(fields: JsonObject, overrides: JsonObject = {}): Bytes {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...fields, ...overrides })) {
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
      throw new TwinError(`the form field "${name}" takes a text, a number or a boolean`);
    }
    form.append(name, String(value));
  }
  return encodeText(form.toString());
}

/** The text at `key`; null where there is none. */
export function textAt(object: JsonObject, key: string): string | null {
  const value = object[key];
  return typeof value === "string" ? value : null;
}

/**
 * The draft with a body of exactly `kilobytes` × 1024 bytes: a further member in the last JSON object, or a further
 * form field. A body that is as large already stays as it is.
 */
export function padDraft(draft: Draft, kilobytes: number): Draft {
  const [start, end] = isForm(draft.contentType) ? ["&Padding=", ""] : [',"padding":"', '"'];
  const missing = kilobytes * 1024 - draft.body.length - start.length - end.length;
  if (missing <= 0) {
    return draft;
  }
  const at = isForm(draft.contentType) ? draft.body.length : draft.body.lastIndexOf("}".charCodeAt(0));
  const padding = encodeText(start + "x".repeat(missing) + end);
  const body = Buffer.concat([draft.body.subarray(0, at), padding, draft.body.subarray(at)]);
  return { ...draft, body };
}
