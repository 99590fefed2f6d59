import { isForm, isJson, isJsonObject } from "../payload.ts";
import type { JsonObject } from "../sender.ts";
import type { ParamRules } from "./descriptions.ts";
import { decodeForm, typeForm } from "./form.ts";
import type { Answer, ApiRequest, Refusals, Route } from "./provider-api.ts";
import { flawsOf } from "./schema.ts";

export interface FoundRoute {
  readonly route: Route;
  /** What stands at the path's `{name}`s. */
  readonly names: Readonly<Record<string, string>>;
}

function matchPath(pattern: string, path: string): Readonly<Record<string, string>> | null {
  const source = pattern.replaceAll(".", "\\.").replace(/\{(\w+)\}/g, "(?<$1>[^/]+?)");
  const match = new RegExp(`^${source}$`).exec(path);
  return match === null ? null : { ...match.groups };
}

/** The route of a request; the refusal where there is none. */
export function findRoute(
  routes: readonly Route[],
  request: ApiRequest,
  refuse: Refusals,
): FoundRoute | { readonly refusal: Answer } {
  const found = routes.flatMap((route) => {
    const names = matchPath(route.path, request.path);
    return names === null ? [] : [{ route, names }];
  });
  const right = found.find(({ route }) => route.method === request.method);
  return right ?? { refusal: found.length > 0 ? refuse.wrongMethod(request) : refuse.noRoute(request) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Read = { readonly params: JsonObject } | { readonly refusal: Answer };

function readBody(
  { takes, list }: Route,
  request: ApiRequest,
  { schema, lookUp }: ParamRules,
  refuse: Refusals,
): Read {
  const type = request.headers.get("content-type") ?? "";
  const text = new TextDecoder().decode(request.body);
  if (text === "") {
    return { params: {} };
  }
  if (takes.includes("form") && isForm(type)) {
    const form = typeForm(decodeForm(new URLSearchParams(text)), schema, lookUp);
    return isJsonObject(form) ? { params: form } : { refusal: refuse.unreadable("syntax") };
  }
  if (!takes.includes("json") || !isJson(type)) {
    return { refusal: refuse.unreadable("content type") };
  }
  const parsed = parseJson(text);
  const json = list === true && Array.isArray(parsed) ? { items: parsed } : parsed;
  return isJsonObject(json) ? { params: json } : { refusal: refuse.unreadable("syntax") };
}

function readQuery({ query }: ApiRequest, { schema, lookUp }: ParamRules): JsonObject {
  const params = typeForm(decodeForm(query), schema, lookUp);
  return isJsonObject(params) ? params : {};
}

/** The parameters of a request, checked; the refusal where they are not in order. */
export function readParams(route: Route, request: ApiRequest, rules: ParamRules, refuse: Refusals): Read {
  const read = route.takes.includes("query")
    ? { params: readQuery(request, rules) }
    : readBody(route, request, rules, refuse);
  if ("refusal" in read) {
    return read;
  }
  const [first, ...rest] = flawsOf(read.params, rules.schema, rules.lookUp);
  return first === undefined ? read : { refusal: refuse.flawed([first, ...rest]) };
}
