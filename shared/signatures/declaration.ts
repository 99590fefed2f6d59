import { z } from "zod";
import { findPreset, presetFault } from "./presets/index.ts";
import { type Scheme, schemeSchema } from "./scheme.ts";

const presetSchema = z.strictObject({
  preset: z
    .string()
    .max(100)
    .superRefine((name, context) => {
      const fault = presetFault(name);
      if (fault !== null) {
        context.addIssue({ code: "custom", message: fault });
      }
    }),
});

/** What an endpoint declares: a scheme, or the name of a sender whose scheme is known. */
export const declarationSchema = z.union([presetSchema, schemeSchema]);

export type SchemeDeclaration = z.input<typeof declarationSchema>;

/** A declaration as it is shown again: a scheme with its defaults, a preset by its name even if it is gone. */
export function showDeclared(declared: SchemeDeclaration): Scheme | { readonly preset: string } {
  return "preset" in declared ? declared : schemeSchema.parse(declared);
}

/**
 * The scheme that is declared. A preset is looked up each time, so that a correction of it reaches every endpoint.
 * @throws Error where the preset, which was there when it was declared, is gone
 */
export function resolveScheme(declared: SchemeDeclaration): Scheme {
  if (!("preset" in declared)) {
    return schemeSchema.parse(declared);
  }
  const preset = findPreset(declared.preset);
  if (preset === null) {
    throw new Error("A preset that an endpoint names is gone.");
  }
  return schemeSchema.parse(preset.scheme);
}
