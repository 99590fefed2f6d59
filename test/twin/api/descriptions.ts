import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject } from "../payload.ts";
import type { DescribedAt, Route } from "./provider-api.ts";
import { type LookUp, resolveSchema, type Schema } from "./schema.ts";

/** Where the providers' published descriptions lie, beside the project; without it the built-in rules check alone. */
export const DESCRIPTIONS_FOLDER = join(import.meta.dirname, "../../../../shared/specs");

interface Parameter extends Omit<Schema, "required"> {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: Schema;
}

interface Operation {
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** What a route's parameters are checked by. */
export interface ParamRules {
  readonly schema: Schema;
  readonly lookUp: LookUp;
  /** Whether the provider's description is part of it. */
  readonly described: boolean;
}

export type Descriptions = (route: Route) => ParamRules;

const noReferences: LookUp = (ref) => {
  throw new Error(`built-in rules have no ${ref}`);
};

function follow(description: Description, ref: string): unknown {
  const found = ref
    .replace(/^#\//, "")
    .split("/")
    .reduce<unknown>((value, name) => (isJsonObject(value) ? value[name] : undefined), description);
  if (found === undefined) {
    throw new Error(`the description has no ${ref}`);
  }
  return found;
}

/** The parameters of a kind as one object, as a body has them. */
function asObject(
  description: Description,
  { parameters = [] }: Operation,
  kinds: readonly string[],
): Schema {
  const chosen = parameters
    .map(
      (one) => ("$ref" in one && one.$ref !== undefined ? follow(description, one.$ref) : one) as Parameter,
    )
    .filter((parameter) => kinds.includes(parameter.in));
  return {
    type: "object",
    // Swagger 2 writes the type beside the name, OpenAPI 3 in `schema`; `required` is here the parameter's.
    properties: Object.fromEntries(
      chosen.map(({ name, required: _, in: __, schema, ...type }) => [name, schema ?? type]),
    ),
    required: chosen.filter((parameter) => parameter.required).map((parameter) => parameter.name),
  };
}

function describedSchema(description: Description, { path, method }: DescribedAt, route: Route): Schema {
  const name = method ?? route.method.toLowerCase();
  const operation = description.paths[path]?.[name];
  if (operation === undefined) {
    throw new Error(`the description has no ${name} ${path}`);
  }
  const [body] = Object.values(operation.requestBody?.content ?? {});
  const kinds = route.takes.includes("query") ? ["query"] : ["formData"];
  return body?.schema ?? asObject(description, operation, kinds);
}

/** The description's schema, with the built-in parameters that are ahead of it. */
function combine(schema: Schema, { params, ahead = [] }: Route): Schema {
  const newer = ahead.flatMap((name) => {
    const param = params.properties?.[name];
    return param === undefined ? [] : [[name, param] as const];
  });
  return { ...schema, properties: { ...schema.properties, ...Object.fromEntries(newer) } };
}

/** @param folder of the descriptions; null: none */
export function createDescriptions(folder: string | null): Descriptions {
  const read = new Map<string, Description>();
  const load = (file: string): Description | null => {
    const known = read.get(file);
    const path = folder === null ? null : join(folder, file);
    if (known !== undefined || path === null || !existsSync(path)) {
      return known ?? null;
    }
    const description = JSON.parse(readFileSync(path, "utf8")) as Description;
    read.set(file, description);
    return description;
  };
  return (route) => {
    const description = route.described === undefined ? null : load(route.described.file);
    if (route.described === undefined || description === null) {
      return { schema: route.params, lookUp: noReferences, described: false };
    }
    const lookUp: LookUp = (ref) => follow(description, ref) as Schema;
    const schema = resolveSchema(describedSchema(description, route.described, route), lookUp);
    return { schema: combine(schema, route), lookUp, described: true };
  };
}
