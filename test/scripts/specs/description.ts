import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeForm, typeForm } from "../../twin/api/form.ts";
import { flawsOf, type LookUp, type Schema } from "../../twin/api/schema.ts";
import { isJsonObject } from "../../twin/payload.ts";

/** Where the providers' published descriptions lie, beside the project. */
const FOLDER = join(import.meta.dirname, "../../../../shared/specs");

type Place = "path" | "query" | "header" | "formData";

/** Swagger 2 writes a parameter's type beside its name, OpenAPI 3 in `schema`. */
type Parameter = Omit<Schema, "required"> & {
  readonly name: string;
  readonly in: Place;
  readonly required?: boolean;
  readonly schema?: Schema;
};

interface Reference {
  readonly $ref: string;
}

interface RequestBody {
  readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface Operation {
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly requestBody?: RequestBody | Reference;
}

/** An operation whose parts stand in it, its path's parameters among them. */
interface Resolved {
  readonly parameters: readonly Parameter[];
  readonly requestBody: RequestBody;
}

/** The part of OpenAPI 3 and of Swagger 2 that says how requests look. */
export interface Description {
  readonly servers?: readonly { readonly url: string }[];
  readonly host?: string;
  readonly basePath?: string;
  readonly paths: Readonly<Record<string, Path>>;
}

const METHODS = ["get", "put", "post", "patch", "delete"] as const;

/** Its parameters are those of each of its methods. */
interface Path extends Readonly<Partial<Record<(typeof METHODS)[number], Operation>>> {
  readonly parameters?: Operation["parameters"];
}

/** What a description does not say although it is so, because it is older than the API or of forms alone. */
export interface Behind {
  /** Fields that came later, or are not sent any more. */
  readonly fields: readonly string[];
  /** Fields that it has as JSON in a text, as a form must write them. */
  readonly asText: readonly string[];
}

export interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
}

/** The descriptions of a provider, by the names of their files; none where the folder is not there. */
export function descriptionsOf(provider: string): readonly Description[] {
  const files = existsSync(FOLDER) ? readdirSync(FOLDER) : [];
  return files
    .filter(
      (file) => file === `${provider}.json` || (file.startsWith(`${provider}.`) && file.endsWith(".json")),
    )
    .map((file) => JSON.parse(readFileSync(join(FOLDER, file), "utf8")) as Description);
}

interface Match {
  readonly operation: Resolved;
  readonly names: Readonly<Record<string, string>>;
  readonly lookUp: LookUp;
}

/** What is wrong with a request by the description that has its path, in words; empty where it fits. */
export function faultsOf(request: Request, descriptions: readonly Description[], behind: Behind): string[] {
  const [match] = descriptions.flatMap((description) => find(request, description));
  if (match === undefined) {
    return [`${request.method} ${request.url} is not described`];
  }
  const { operation, lookUp } = match;
  const query = Object.fromEntries(
    [...new URL(request.url).searchParams].filter(([name]) => !behind.fields.includes(name)),
  );
  const inQuery = objectOf(operation, "query", behind.fields);
  const form = objectOf(operation, "formData");
  const [content] = Object.values(operation.requestBody.content);
  const bodySchema = content?.schema ?? (Object.keys(form.properties ?? {}).length > 0 ? form : undefined);
  const checks: readonly (readonly [unknown, Schema])[] = [
    [match.names, objectOf(operation, "path")],
    [typeForm(query, inQuery, lookUp), inQuery],
    ...(bodySchema === undefined || request.body === ""
      ? []
      : [[bodyOf(request, bodySchema, { lookUp, behind }), bodySchema] as const]),
  ];
  return checks.flatMap(([value, schema]) =>
    flawsOf(value, schema, lookUp).map(({ kind, path, says }) => `${kind}: ${path.join(".")} ${says}`),
  );
}

function find({ method, url }: Request, description: Description): Match[] {
  const { host, basePath = "", servers = [{ url: `https://${host}${basePath}` }], paths } = description;
  const base = servers.map((server) => server.url).find((server) => url.startsWith(`${server}/`));
  const path =
    base === undefined ? "" : new URL(url).pathname.slice(new URL(base).pathname.replace(/\/$/, "").length);
  const lookUp: LookUp = (ref) => follow<Schema>(description, ref);
  const name = METHODS.find((one) => one === method.toLowerCase());
  return Object.entries(paths).flatMap(([template, operations]) => {
    const names = namesIn(path, template);
    const operation = name === undefined ? undefined : operations[name];
    return names === null || operation === undefined
      ? []
      : [{ operation: resolve(operation, operations, description), names, lookUp }];
  });
}

function resolve(operation: Operation, path: Path, description: Description): Resolved {
  const whole = <Part extends object>(part: Part | Reference): Part =>
    "$ref" in part ? follow<Part>(description, part.$ref) : part;
  return {
    parameters: [...(path.parameters ?? []), ...(operation.parameters ?? [])].map((one) => whole(one)),
    requestBody: whole(operation.requestBody ?? { content: {} }),
  };
}

/** The values of a template's names in a path; null where the path is another. */
function namesIn(path: string, template: string): Readonly<Record<string, string>> | null {
  const escaped = template.replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&");
  const pattern = escaped.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)");
  const match = new RegExp(`^${pattern}$`).exec(path);
  return match === null ? null : { ...match.groups };
}

function follow<Part>(description: Description, ref: string): Part {
  const steps = ref.replace(/^#\//, "").split("/");
  const found = steps.reduce<unknown>(
    (value, name) => (isJsonObject(value) ? value[name] : undefined),
    description,
  );
  if (!isJsonObject(found)) {
    throw new Error(`the description has no ${ref}`);
  }
  return found as Part;
}

/** The parameters of a place as one object, without those that are behind. */
function objectOf({ parameters }: Resolved, place: Place, behind: readonly string[] = []): Schema {
  const chosen = parameters.filter((parameter) => parameter.in === place && !behind.includes(parameter.name));
  return {
    type: "object",
    properties: Object.fromEntries(
      chosen.map(({ name, in: _, required: __, schema, ...type }) => [name, schema ?? type]),
    ),
    required: chosen.filter(({ required }) => required === true).map(({ name }) => name),
  };
}

/** The body with the types that its encoding leaves open, without what the description does not know yet. */
function bodyOf(
  { headers, body }: Request,
  schema: Schema,
  { lookUp, behind }: { readonly lookUp: LookUp; readonly behind: Behind },
): unknown {
  if (!headers.get("content-type")?.startsWith("application/json")) {
    return typeForm(decodeForm(new URLSearchParams(body)), schema, lookUp);
  }
  const value: unknown = JSON.parse(body);
  if (!isJsonObject(value)) {
    return value;
  }
  const known = Object.entries(value).filter(([name]) => !behind.fields.includes(name));
  return Object.fromEntries(
    known.map(([name, item]) => [name, behind.asText.includes(name) ? JSON.stringify(item) : item]),
  );
}
