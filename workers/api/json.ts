import { z } from "@hono/zod-openapi";

/** A value as JSON; null where it is nested so deep that it cannot be written (`JSON.stringify` recurses). */
export function jsonText(value: unknown): string | null {
  try {
    return JSON.stringify(value) ?? null;
  } catch {
    return null;
  }
}

/** An escape in JSON text, with the code unit that it stands for where it names one. */
const ESCAPES = /\\(?:u([\da-f]{4})|[^u])/gi;

/**
 * Whether JSON text holds half a surrogate pair (RFC 8259 section 8.2): no text in UTF-8 can, and what is stored with it
 * makes answers that strict readers refuse. Text that was UTF-8 has them as escapes alone.
 */
export function hasLoneSurrogate(json: string): boolean {
  if (!/\\ud[89a-f]/i.test(json)) {
    return false;
  }
  /** Where the second half must begin. */
  let expected: number | null = null;
  for (const { 0: matched, 1: code = "", index } of json.matchAll(ESCAPES)) {
    const unit = Number.parseInt(code, 16);
    const isSecond = unit >= 0xdc_00 && unit <= 0xdf_ff;
    if (expected === null ? isSecond : !isSecond || index !== expected) {
      return true;
    }
    expected = unit >= 0xd8_00 && unit <= 0xdb_ff ? index + matched.length : null;
  }
  return expected !== null;
}

/** An object of the client's own making, at most `maxCharacters` of JSON. */
export function jsonObject(maxCharacters: number) {
  return z
    .record(z.string().min(1).max(100), z.unknown())
    .refine((value) => (jsonText(value)?.length ?? Number.POSITIVE_INFINITY) <= maxCharacters, {
      error: `must have at most ${maxCharacters} characters of JSON`,
    });
}
