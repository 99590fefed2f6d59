import type { Effect, Exchange } from "../api/records.ts";
import { isJsonObject } from "../payload.ts";
import type { HeaderFields, JsonObject } from "../sender.ts";

/** An answer, read. */
export interface Heard {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON; of anything else `{text}`. */
  readonly json: JsonObject;
}

export interface Client {
  request(method: string, path: string, options?: RequestOptions): Promise<Heard>;
  /** An order to the twin itself. */
  order(path: string, body: unknown): Promise<Heard>;
  forget(path: string): Promise<number>;
  effects(provider?: string): Promise<readonly Effect[]>;
  exchanges(provider?: string): Promise<readonly Exchange[]>;
  list(path: string): Promise<readonly JsonObject[]>;
}

export interface RequestOptions {
  readonly headers?: HeaderFields;
  readonly json?: unknown;
  readonly form?: HeaderFields | readonly (readonly [string, string])[];
  readonly signal?: AbortSignal;
}

function parse(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : { text };
  } catch {
    return { text };
  }
}

function bodyOf({ json, form }: RequestOptions) {
  if (form !== undefined) {
    const pairs = Array.isArray(form) ? form.map(([name, value]) => [name, value]) : Object.entries(form);
    return { body: new URLSearchParams(pairs) };
  }
  return json === undefined
    ? {}
    : { body: typeof json === "string" ? json : JSON.stringify(json), type: "application/json" };
}

/** A client of a twin at this origin. */
export function createClient(origin: string): Client {
  const request: Client["request"] = async (method, path, options = {}) => {
    const { body, type } = bodyOf(options);
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: { ...(type === undefined ? {} : { "content-type": type }), ...options.headers },
      ...(body === undefined ? {} : { body }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    const { status, headers } = response;
    return { status, headers, json: parse(await response.text()) };
  };
  const list = async <T = JsonObject>(path: string): Promise<readonly T[]> => {
    const { json } = await request("GET", path);
    return json.data as readonly T[];
  };
  const of = (provider?: string): string => (provider === undefined ? "" : `?provider=${provider}`);
  return {
    request,
    list,
    order: (path, json) => request("POST", path, { json }),
    forget: async (path) => (await request("DELETE", path)).status,
    effects: (provider) => list<Effect>(`/_twin/effects${of(provider)}`),
    exchanges: (provider) => list<Exchange>(`/_twin/requests${of(provider)}`),
  };
}
