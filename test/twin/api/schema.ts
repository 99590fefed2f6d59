import { isJsonObject } from "../payload.ts";

/** The part of JSON Schema that descriptions of requests are written in: Swagger 2, OpenAPI 3.0 and 3.1. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  /** Absent, an object with `properties` takes no others: a field that the provider ignores is a mistake in the caller. */
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** What is wrong with one field. */
export interface Flaw {
  readonly kind: "missing" | "unknown" | "wrong";
  /** The field, from the outermost name inwards. */
  readonly path: readonly string[];
  /** e.g. `must be a string` */
  readonly says: string;
  readonly value: unknown;
}

/** The schema that a `$ref` names. */
export type LookUp = (ref: string) => Schema;

interface Place {
  readonly path: readonly string[];
  readonly lookUp: LookUp;
}

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === "boolean",
  array: (value) => Array.isArray(value),
  object: isJsonObject,
  null: (value) => value === null,
};

export function resolveSchema(schema: Schema, lookUp: LookUp): Schema {
  return schema.$ref === undefined ? schema : resolveSchema(lookUp(schema.$ref), lookUp);
}

/** The names in `type`, with `null` where Swagger's `nullable` says so. */
export function typeNames({ type, nullable }: Schema): readonly string[] {
  return [type ?? [], nullable === true ? "null" : []].flat();
}

function within({ path, lookUp }: Place, name: string): Place {
  return { path: [...path, name], lookUp };
}

function flaw(kind: Flaw["kind"], value: unknown, { path }: Place, says: string): Flaw {
  return { kind, path, says, value };
}

function wrong(value: unknown, place: Place, says: string): Flaw[] {
  return [flaw("wrong", value, place, says)];
}

function sizeFlaws(value: unknown, schema: Schema, place: Place): Flaw[] {
  const { minimum = -Infinity, maximum = Infinity, minLength = 0, maxLength = Infinity } = schema;
  const { minItems = 0, maxItems = Infinity, pattern } = schema;
  if (typeof value === "number" && (value < minimum || value > maximum)) {
    return wrong(value, place, `must be from ${minimum} to ${maximum}`);
  }
  if (typeof value === "string" && (value.length < minLength || value.length > maxLength)) {
    return wrong(value, place, `must have ${minLength} to ${maxLength} characters`);
  }
  if (typeof value === "string" && pattern !== undefined && !new RegExp(pattern).test(value)) {
    return wrong(value, place, `must match ${pattern}`);
  }
  if (Array.isArray(value) && (value.length < minItems || value.length > maxItems)) {
    return wrong(value, place, `must have ${minItems} to ${maxItems} items`);
  }
  return [];
}

function memberFlaws(value: unknown, schema: Schema, place: Place): Flaw[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined
      ? []
      : value.flatMap((item, index) => flawsAt(item, items, within(place, String(index))));
  }
  if (!isJsonObject(value)) {
    return [];
  }
  const { properties, required = [], additionalProperties = properties === undefined } = schema;
  const missing = required
    .filter((name) => value[name] === undefined)
    .map((name) => flaw("missing", undefined, within(place, name), "is required"));
  const others = Object.entries(value).flatMap(([name, member]) => {
    const at = within(place, name);
    const known = properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
    const allowed = known ?? additionalProperties;
    if (typeof allowed !== "boolean") {
      return flawsAt(member, allowed, at);
    }
    return allowed ? [] : [flaw("unknown", member, at, "is not known")];
  });
  return [...missing, ...others];
}

/** Whether the value is of the schema's type, whatever it holds. */
export function hasType(value: unknown, unresolved: Schema, lookUp: LookUp): boolean {
  const types = typeNames(resolveSchema(unresolved, lookUp));
  return types.length === 0 || types.some((name) => TYPES[name]?.(value) ?? true);
}

/** The flaws of the variant that fits best: of the value's type before any other. */
function variantFlaws(value: unknown, variants: readonly Schema[] | undefined, place: Place): Flaw[] {
  const fitting = variants?.filter((variant) => hasType(value, variant, place.lookUp)) ?? [];
  const [first, ...rest] = (fitting.length > 0 ? fitting : (variants ?? [])).map((variant) =>
    flawsAt(value, variant, place),
  );
  return rest.reduce((best, flaws) => (flaws.length <= best.length ? flaws : best), first ?? []);
}

function flawsAt(value: unknown, unresolved: Schema, place: Place): Flaw[] {
  const schema = resolveSchema(unresolved, place.lookUp);
  if (!hasType(value, schema, place.lookUp)) {
    return wrong(value, place, `must be of type ${typeNames(schema).join(" or ")}`);
  }
  if (schema.enum !== undefined && !schema.enum.includes(value)) {
    return wrong(value, place, `must be one of ${schema.enum.join(", ")}`);
  }
  return [
    ...sizeFlaws(value, schema, place),
    ...memberFlaws(value, schema, place),
    ...(schema.allOf ?? []).flatMap((part) => flawsAt(value, part, place)),
    ...variantFlaws(value, schema.oneOf, place),
    ...variantFlaws(value, schema.anyOf, place),
  ];
}

/** What is wrong with `value`; empty when it fits. Formats are not checked: the descriptions use them loosely. */
export function flawsOf(value: unknown, schema: Schema, lookUp: LookUp): Flaw[] {
  return flawsAt(value, schema, { path: [], lookUp });
}
