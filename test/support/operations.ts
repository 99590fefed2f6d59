import { type JsonSchema, resolve, type Schemas } from "./json-schema.ts";
import type { TestPlatform } from "./platform.ts";

type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>;

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly schema: JsonSchema;
}

interface DocumentedOperation {
  readonly summary: string;
  readonly "x-requires"?: string;
  readonly requestBody?: { readonly content: Content };
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: { readonly schemas: Schemas };
}

/** One operation of the OpenAPI document, as the shared suite drives it. */
export interface Operation {
  readonly name: string;
  readonly method: string;
  /** With `{placeholders}`. */
  readonly path: string;
  readonly summary: string;
  /** `admin`, a scope, or null where everybody may call. */
  readonly requires: string | null;
  readonly body: JsonSchema | null;
  readonly query: readonly Parameter[];
  readonly responses: DocumentedOperation["responses"];
  /** What the operation's schemas refer to. */
  readonly schemas: Schemas;
}

/** Every operation that the platform documents. */
export async function documentedOperations(platform: TestPlatform): Promise<Operation[]> {
  const { body } = await platform.call<ApiDocument>("GET", "/openapi.json");
  const { schemas } = body.components;
  return Object.entries(body.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]): Operation => {
      const schema = operation.requestBody?.content["application/json"]?.schema;
      return {
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        summary: operation.summary,
        requires: operation["x-requires"] ?? null,
        body: schema === undefined ? null : resolve(schema, schemas),
        query: (operation.parameters ?? []).filter((parameter) => parameter.in === "query"),
        responses: operation.responses,
        schemas,
      };
    }),
  );
}

/** Fills a path's placeholders; `replace` chooses each id by the segment before it. */
export function fill(path: string, replace: (segment: string) => string): string {
  const segments = path.split("/");
  return segments
    .map((segment, index) => (segment.startsWith("{") ? replace(segments[index - 1] ?? "") : segment))
    .join("/");
}

/** The least that the operation takes as its body, by the document alone. */
export function exampleBody({ body, schemas }: Operation): unknown {
  return body === null ? {} : exampleOf(body, schemas);
}

/** The operation's required query parameters with their examples; empty where it has none. */
export function exampleQuery({ query, schemas }: Operation): string {
  const pairs = query
    .filter(({ required }) => required)
    .map(({ name, schema }) => [name, String(exampleOf(schema, schemas))]);
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs)}`;
}

/** The schema's example where it has one, else the least that it takes. */
function exampleOf(schema: JsonSchema, schemas: Schemas): unknown {
  const { example, type, enum: options, minimum, required = [], properties = {} } = resolve(schema, schemas);
  if (example !== undefined || options !== undefined) {
    return example ?? options?.[0];
  }
  switch ([type].flat()[0]) {
    case "object":
      return Object.fromEntries(
        required.map((name) => [name, exampleOf(properties[name] ?? {}, schemas)] as const),
      );
    case "array":
      return [];
    case "boolean":
      return true;
    case "integer":
    case "number":
      return minimum ?? 1;
    default:
      return "x";
  }
}

/** Each field of the operation's body with a value of a type that it does not take. */
export function wrongFields({ body, schemas }: Operation): [field: string, value: unknown][] {
  return Object.entries(body?.properties ?? {}).flatMap(([field, schema]): [string, unknown][] => {
    const types = typesOf(schema, schemas);
    const wrong = [
      { type: "boolean", value: true },
      { type: "object", value: { unexpected: 1 } },
    ].find(({ type }) => !types.includes(type));
    // a field that takes anything has no wrong value
    return types.length === 0 || wrong === undefined ? [] : [[field, wrong.value]];
  });
}

function typesOf(schema: JsonSchema, schemas: Schemas): string[] {
  const { type, anyOf = [], oneOf = [], allOf = [] } = resolve(schema, schemas);
  const parts = [...anyOf, ...oneOf, ...allOf];
  return [...[type ?? []].flat(), ...parts.flatMap((part) => typesOf(part, schemas))];
}
