/** The part of JSON Schema 2020-12 that the OpenAPI document uses; a keyword that is not known here is a fault, not a pass. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly format?: string;
  readonly default?: unknown;
  readonly example?: unknown;
  readonly description?: string;
}

export type Schemas = Readonly<Record<string, JsonSchema>>;

type Check = (value: unknown, schema: JsonSchema, at: Place) => string[];

interface Place {
  /** Where the value stands, for the message. */
  readonly path: string;
  /** The document's `components.schemas`. */
  readonly schemas: Schemas;
}

const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  "date-time": (text) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) && !Number.isNaN(Date.parse(text)),
  date: (text) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)),
  uri: (text) => URL.canParse(text),
};

/** A row per keyword. A keyword about another type than the value's says nothing, as in the standard. */
const CHECKS: Readonly<Record<keyof JsonSchema, Check>> = {
  $ref: (value, schema, at) => faultsOf(value, resolve(schema, at.schemas), at),
  type: (value, { type }, at) =>
    [type].flat().some((name) => isType(value, String(name)))
      ? []
      : [`${at.path} is not ${[type].flat().join(" or ")}`],
  enum: (value, schema, at) => verdict(schema.enum?.includes(value) ?? false, at, "is none of the enum"),
  const: (value, schema, at) => verdict(value === schema.const, at, "is not the constant"),
  properties: (value, { properties = {} }, at) =>
    Object.entries(properties).flatMap(([name, schema]) =>
      isObject(value) && Object.hasOwn(value, name)
        ? faultsOf(value[name], schema, { ...at, path: `${at.path}.${name}` })
        : [],
    ),
  required: (value, { required = [] }, at) =>
    isObject(value)
      ? required.filter((name) => !Object.hasOwn(value, name)).map((name) => `${at.path}.${name} is missing`)
      : [],
  additionalProperties: (value, { additionalProperties, properties = {} }, at) =>
    Object.entries(isObject(value) ? value : {})
      .filter(([name]) => !Object.hasOwn(properties, name))
      .flatMap(([name, item]) => {
        const path = `${at.path}.${name}`;
        return typeof additionalProperties === "object"
          ? faultsOf(item, additionalProperties, { ...at, path })
          : verdict(additionalProperties !== false, { ...at, path }, "is no property");
      }),
  propertyNames: (value, { propertyNames = {} }, at) =>
    Object.keys(isObject(value) ? value : {}).flatMap((name) => faultsOf(name, propertyNames, at)),
  items: (value, { items = {}, prefixItems = [] }, at) =>
    (Array.isArray(value) ? value.slice(prefixItems.length) : []).flatMap((item, index) =>
      faultsOf(item, items, { ...at, path: `${at.path}[${index}]` }),
    ),
  prefixItems: (value, { prefixItems = [] }, at) =>
    prefixItems.flatMap((schema, index) =>
      Array.isArray(value) && index < value.length
        ? faultsOf(value[index], schema, { ...at, path: `${at.path}[${index}]` })
        : [],
    ),
  allOf: (value, { allOf = [] }, at) => allOf.flatMap((schema) => faultsOf(value, schema, at)),
  anyOf: (value, { anyOf = [] }, at) =>
    verdict(
      anyOf.some((schema) => faultsOf(value, schema, at).length === 0),
      at,
      "fits none of anyOf",
    ),
  oneOf: (value, { oneOf = [] }, at) =>
    verdict(
      oneOf.filter((schema) => faultsOf(value, schema, at).length === 0).length === 1,
      at,
      "does not fit exactly one of oneOf",
    ),
  minimum: (value, { minimum = 0 }, at) =>
    verdict(typeof value !== "number" || value >= minimum, at, "is too small"),
  maximum: (value, { maximum = 0 }, at) =>
    verdict(typeof value !== "number" || value <= maximum, at, "is too large"),
  exclusiveMinimum: (value, { exclusiveMinimum = 0 }, at) =>
    verdict(typeof value !== "number" || value > exclusiveMinimum, at, "is too small"),
  exclusiveMaximum: (value, { exclusiveMaximum = 0 }, at) =>
    verdict(typeof value !== "number" || value < exclusiveMaximum, at, "is too large"),
  minLength: (value, { minLength = 0 }, at) =>
    verdict(typeof value !== "string" || value.length >= minLength, at, "is too short"),
  maxLength: (value, { maxLength = 0 }, at) =>
    verdict(typeof value !== "string" || value.length <= maxLength, at, "is too long"),
  pattern: (value, { pattern = "" }, at) =>
    verdict(
      typeof value !== "string" || new RegExp(pattern, "u").test(value),
      at,
      "does not match the pattern",
    ),
  minItems: (value, { minItems = 0 }, at) =>
    verdict(!Array.isArray(value) || value.length >= minItems, at, "has too few items"),
  maxItems: (value, { maxItems = 0 }, at) =>
    verdict(!Array.isArray(value) || value.length <= maxItems, at, "has too many items"),
  format: (value, { format = "" }, at) => {
    const known = FORMATS[format];
    return known === undefined
      ? [`${at.path}: the format ${format} is not known to test/support/json-schema.ts`]
      : verdict(typeof value !== "string" || known(value), at, `is no ${format}`);
  },
  default: () => [],
  example: () => [],
  description: () => [],
};

/** What is wrong with `value` by `schema`, each fault with its place; empty when it validates. */
export function faultsOf(value: unknown, schema: JsonSchema, at: Place): string[] {
  return Object.keys(schema).flatMap((keyword) =>
    keyword in CHECKS
      ? CHECKS[keyword as keyof JsonSchema](value, schema, at)
      : [`${at.path}: the keyword ${keyword} is not known to test/support/json-schema.ts`],
  );
}

/** The fields of objects in `value` that `schema` does not name, by place: what was never meant to be shown. */
export function undocumentedFields(value: unknown, schema: JsonSchema, { path, schemas }: Place): string[] {
  const parts = partsOf(schema, schemas);
  if (Array.isArray(value)) {
    const items = parts.flatMap((part) => part.items ?? []);
    return items.length === 0
      ? []
      : value.flatMap((item, index) =>
          undocumentedFields(item, { anyOf: items }, { path: `${path}[${index}]`, schemas }),
        );
  }
  const described = parts.filter(({ properties }) => properties !== undefined);
  if (!isObject(value) || described.length === 0 || parts.some((part) => part.additionalProperties)) {
    return [];
  }
  return Object.entries(value).flatMap(([name, item]) => {
    const known = described.flatMap(({ properties = {} }) =>
      Object.hasOwn(properties, name) ? (properties[name] ?? []) : [],
    );
    const place = { path: `${path}.${name}`, schemas };
    return known.length === 0 ? [place.path] : undocumentedFields(item, { anyOf: known }, place);
  });
}

/** A schema and all that it is put together of. */
function partsOf(schema: JsonSchema, schemas: Schemas): JsonSchema[] {
  const resolved = resolve(schema, schemas);
  const { allOf = [], anyOf = [], oneOf = [] } = resolved;
  return [resolved, ...[...allOf, ...anyOf, ...oneOf].flatMap((part) => partsOf(part, schemas))];
}

/** The schema that a `$ref` points to; itself where there is none. */
export function resolve(schema: JsonSchema, schemas: Schemas): JsonSchema {
  if (schema.$ref === undefined) {
    return schema;
  }
  const found = schemas[schema.$ref.replace("#/components/schemas/", "")];
  if (found === undefined) {
    throw new Error(`The document has no ${schema.$ref}.`);
  }
  return resolve(found, schemas);
}

function verdict(holds: boolean, at: Place, fault: string): string[] {
  return holds ? [] : [`${at.path} ${fault}`];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isType(value: unknown, name: string): boolean {
  switch (name) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return isObject(value);
    case "integer":
      return Number.isInteger(value);
    default:
      return typeof value === name;
  }
}
