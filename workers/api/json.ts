import { z } from "@hono/zod-openapi";

/** A value as JSON; null where it is nested so deep that it cannot be written (`JSON.stringify` recurses). */
export function jsonText(value: unknown): string | null {
  try {
    return JSON.stringify(value) ?? null;
  } catch {
    return null;
  }
}

/** An object of the client's own making, at most `maxCharacters` of JSON. */
export function jsonObject(maxCharacters: number) {
  return z
    .record(z.string().min(1).max(100), z.unknown())
    .refine((value) => (jsonText(value)?.length ?? Number.POSITIVE_INFINITY) <= maxCharacters, {
      error: `must have at most ${maxCharacters} characters of JSON`,
    });
}
