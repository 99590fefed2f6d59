import { z } from "zod";
import { bodyPresets } from "./presets/body.ts";
import { otherPresets } from "./presets/other.ts";
import type { Preset } from "./presets/preset.ts";
import { timedPresets } from "./presets/timed.ts";
import { type Scheme, schemeSchema } from "./scheme.ts";

/** Senders' schemes by name, in the order of the names. */
export const presets: Readonly<Record<string, Preset>> = Object.fromEntries(
  Object.entries<Preset>({ ...bodyPresets, ...timedPresets, ...otherPresets }).sort(([a], [b]) =>
    a < b ? -1 : 1,
  ),
);

const presetSchema = z.strictObject({
  preset: z.string().refine((name) => Object.hasOwn(presets, name), {
    message: "is no preset; GET /v1/providers/custom lists them",
  }),
});

/** What a custom endpoint declares: a scheme written out, or a preset's name. */
export const declaredSchema = z.union([presetSchema, schemeSchema]);

export type DeclaredScheme = z.infer<typeof declaredSchema>;

/**
 * The scheme that was declared. A preset is looked up each time, so that one that was mended is in force at once.
 * @throws Error when it is neither a scheme nor a preset of this version
 */
export function resolveScheme(declared: unknown): Scheme {
  const parsed = declaredSchema.parse(declared);
  if (!("preset" in parsed)) {
    return parsed;
  }
  return schemeSchema.parse(presets[parsed.preset]?.scheme);
}
