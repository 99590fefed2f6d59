import { isJsonObject } from "../payload.ts";
import { flawsOf, hasType, type LookUp, resolveSchema, type Schema, typeNames } from "./schema.ts";

type FormValue = string | FormValue[] | { [name: string]: FormValue };

function isGroup(value: FormValue | undefined): value is { [name: string]: FormValue } {
  return typeof value === "object" && !Array.isArray(value);
}

function put(
  group: { [name: string]: FormValue },
  [name = "", ...inner]: readonly string[],
  text: string,
): void {
  const old = group[name];
  if (inner.length === 0) {
    group[name] = old === undefined ? text : [old, text].flat();
  } else if (inner[0] === "") {
    group[name] = [...(Array.isArray(old) ? old : []), text];
  } else {
    const deeper = isGroup(old) ? old : Object.create(null);
    group[name] = deeper;
    put(deeper, inner, text);
  }
}

/** A form's fields: `a[b]=…` into groups, `a[]=…` and repeated names into lists. */
export function decodeForm(fields: URLSearchParams): Readonly<Record<string, FormValue>> {
  const form: { [name: string]: FormValue } = Object.create(null);
  for (const [name, text] of fields) {
    const [, outer, brackets] = /^([^[\]]+)((?:\[[^[\]]*\])+)$/.exec(name) ?? [];
    const inner = [...(brackets ?? "").matchAll(/\[([^\]]*)\]/g)].map(([, key = ""]) => key);
    put(form, [outer ?? name, ...inner], text);
  }
  return form;
}

const SCALARS: Readonly<Record<string, (text: string) => unknown>> = {
  integer: (text) => (/^-?\d+$/.test(text) ? Number(text) : undefined),
  number: (text) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined),
  boolean: (text) => (text === "true" || text === "false" ? text === "true" : undefined),
};

function typeText(text: string, schema: Schema, lookUp: LookUp): unknown {
  const types = typeNames(schema);
  if (types.includes("array")) {
    return [typeForm(text, schema.items ?? {}, lookUp)];
  }
  return types.map((name) => SCALARS[name]?.(text)).find((value) => value !== undefined) ?? text;
}

function typeGroup(group: Readonly<Record<string, unknown>>, schema: Schema, lookUp: LookUp): unknown {
  const { properties = {}, additionalProperties, items = {} } = schema;
  const names = Object.keys(group);
  if (typeNames(schema).includes("array") && names.every((name) => /^\d+$/.test(name))) {
    return Object.values(group).map((value) => typeForm(value, items, lookUp));
  }
  const other = typeof additionalProperties === "object" ? additionalProperties : {};
  const typed = names.map((name) => [
    name,
    typeForm(group[name], (Object.hasOwn(properties, name) ? properties[name] : undefined) ?? other, lookUp),
  ]);
  return Object.fromEntries(typed);
}

/**
 * The texts of a decoded form as the types that the schema has for them. A text that is none of its type stays a text,
 * for the check to name.
 */
export function typeForm(value: unknown, unresolved: Schema, lookUp: LookUp): unknown {
  const schema = resolveSchema(unresolved, lookUp);
  const variants = schema.oneOf ?? schema.anyOf;
  if (variants !== undefined) {
    const typed = variants.map((variant) => ({ variant, value: typeForm(value, variant, lookUp) }));
    const fitting =
      typed.find((one) => flawsOf(one.value, one.variant, lookUp).length === 0) ??
      typed.find((one) => hasType(one.value, one.variant, lookUp));
    return fitting?.value ?? value;
  }
  if (typeof value === "string") {
    return typeText(value, schema, lookUp);
  }
  if (Array.isArray(value)) {
    return value.map((item) => typeForm(item, schema.items ?? {}, lookUp));
  }
  return isJsonObject(value) ? typeGroup(value, schema, lookUp) : value;
}
