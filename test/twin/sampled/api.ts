import type { SampleAnswer } from "../../../shared/providers/vectors.ts";
import { decodeForm } from "../api/form.ts";
import { findRoute } from "../api/routing.ts";
import { isForm } from "../payload.ts";
import { findTwin } from "../registry.ts";
import { type Exchange, findSampled, type SampledProvider } from "./exchanges.ts";

/** A request as it came, without the provider's id in front of its path. */
interface Incoming {
  readonly method: string;
  /** At the provider's own host. */
  readonly url: URL;
  readonly headers: Headers;
  readonly text: string;
}

/** What was made and taken away again at the providers that only their samples play. */
export interface SampledApis {
  /** @returns null where another part of the twin plays the provider, or nobody does */
  handle(request: Request): Promise<Response | null>;
  /** Ids of what was taken away, oldest first. */
  removed(provider: string): readonly string[];
  /** Ids of what was made and is still there. */
  left(provider: string): readonly string[];
}

/** A credential with this in it is refused, as at every provider that the twin plays. */
const REFUSED = "invalid";

/**
 * Providers as APIs, out of their folders' samples: they prove credentials, give out tokens, and make and take away what a
 * trial makes. A request must be the documented one: host, path, query and headers to the letter, bodies in their form.
 */
export function createSampledApis(): SampledApis {
  const left = new Map<string, string[]>();
  const removed = new Map<string, string[]>();
  const note = (sampled: SampledProvider, { what }: Exchange, { url }: Incoming): void => {
    const { trialId, provider } = sampled;
    if (trialId === null || (what !== "create" && what !== "remove")) {
      return;
    }
    const there = left.get(provider.id) ?? [];
    if (what === "create") {
      left.set(provider.id, [...there, trialId]);
      return;
    }
    const id = removedId(sampled, url) ?? trialId;
    removed.set(provider.id, [...(removed.get(provider.id) ?? []), id]);
    left.set(
      provider.id,
      there.filter((one) => one !== id),
    );
  };
  return {
    async handle(request) {
      const { pathname, search } = new URL(request.url);
      const [, id = "", path = "/"] = /^\/([^/]+)(\/.*)?$/.exec(pathname) ?? [];
      const sampled = findSampled(id);
      const host = request.headers.get("x-original-host");
      if (sampled === null || host === null || isPlayed(id, request.method, path)) {
        return null;
      }
      const { method, headers } = request;
      const url = new URL(`https://${host}${path}${search}`);
      const incoming = { method, url, headers, text: await request.clone().text() };
      const found = answerTo(sampled, incoming);
      if (!("exchange" in found) && found.isUnknown === true && findTwin(id)?.api !== undefined) {
        return null;
      }
      if ("exchange" in found) {
        note(sampled, found.exchange, incoming);
      }
      return toResponse(found.answer);
    },
    removed: (provider) => removed.get(provider) ?? [],
    left: (provider) => left.get(provider) ?? [],
  };
}

/** Whether the provider has an API of its own here that knows the path. */
function isPlayed(id: string, method: string, path: string): boolean {
  const api = findTwin(id)?.api;
  const request = {
    method,
    path,
    query: new URLSearchParams(),
    headers: new Headers(),
    body: new Uint8Array(),
  };
  return api !== undefined && "route" in findRoute(api.routes, request, api.refuse);
}

type Found =
  | { readonly answer: SampleAnswer; readonly exchange: Exchange }
  /** `isUnknown`: no sample has the path. */
  | { readonly answer: SampleAnswer; readonly isUnknown?: boolean };

function answerTo(sampled: SampledProvider, incoming: Incoming): Found {
  if (isTokenRequest(sampled, incoming)) {
    const refusal = { status: 401, body: { error: "invalid_client" } };
    return { answer: asksAsRefused(incoming.text) ? refusal : { status: 200, body: sampled.token } };
  }
  const known = sampled.exchanges.filter((one) => isSamePlace(sampled, one, incoming));
  const trusted = known.filter(({ request }) => hasHeaders(request, incoming));
  if (carriesRefused(incoming) || (known.length > 0 && trusted.length === 0)) {
    return { answer: sampled.refusal, isUnknown: known.length === 0 };
  }
  const exchange = trusted.find(({ request }) => isSameForm(request, incoming));
  const missing = known.length === 0 ? "has no sample of" : "knows another form of";
  return exchange === undefined
    ? {
        isUnknown: known.length === 0,
        answer: {
          status: known.length === 0 ? 404 : 400,
          body: { error: `the twin ${missing} ${incoming.method} ${incoming.url.pathname}` },
        },
      }
    : { answer: exchange.answer, exchange };
}

/** Whatever its fields make of the URL. */
function isTokenRequest({ provider }: SampledProvider, { method, url }: Incoming): boolean {
  const { oauth2 } = provider.auth;
  const template = oauth2?.tokenUrl.replace(/^https:\/\//, "").replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&");
  const pattern = template?.replaceAll(/\{\w+\}/g, "[^/]+");
  return (
    method === "POST" && pattern !== undefined && new RegExp(`^${pattern}$`).test(url.host + url.pathname)
  );
}

/** In a field of the form, or in an assertion's claims. */
function asksAsRefused(text: string): boolean {
  const form = new URLSearchParams(text);
  const claims = form.get("assertion")?.split(".")[1] ?? "";
  return text.includes(REFUSED) || Buffer.from(claims, "base64url").toString().includes(REFUSED);
}

function carriesRefused({ url, headers, text }: Incoming): boolean {
  const basic = /^Basic (\S+)$/.exec(headers.get("authorization") ?? "")?.[1] ?? "";
  const said = [...headers.values(), url.href, text, Buffer.from(basic, "base64").toString()];
  return said.some((part) => part.includes(REFUSED));
}

function isSamePlace(
  sampled: SampledProvider,
  { what, request }: Exchange,
  { method, url }: Incoming,
): boolean {
  const sample = new URL(request.url);
  const isSame = url.pathname === sample.pathname || (what === "remove" && removedId(sampled, url) !== null);
  return method === request.method && url.host === sample.host && isSame;
}

/** What a removal's path names, which may have been made by another part of the twin; null where it names nothing. */
function removedId({ exchanges, trialId }: SampledProvider, url: URL): string | null {
  const sample = exchanges.find(({ what }) => what === "remove");
  const end = `/${encodeURIComponent(trialId ?? "")}`;
  const path = sample === undefined ? "" : new URL(sample.request.url).pathname;
  if (!path.endsWith(end)) {
    return null;
  }
  const base = path.slice(0, -end.length);
  const [, id] = /^\/([^/]+)$/.exec(url.pathname.slice(base.length)) ?? [];
  return id === undefined || !url.pathname.startsWith(base) ? null : decodeURIComponent(id);
}

/** The credential among them. */
function hasHeaders({ headers }: Exchange["request"], incoming: Incoming): boolean {
  return Object.entries(headers).every(([name, value]) => incoming.headers.get(name) === value);
}

function isSameForm({ url, body }: Exchange["request"], incoming: Incoming): boolean {
  const query = (one: URL) => JSON.stringify([...one.searchParams].sort());
  const wanted = body === undefined ? "" : formOf(contentOf(body));
  return query(new URL(url)) === query(incoming.url) && wanted === formOf(bodyOf(incoming));
}

function contentOf(body: NonNullable<Exchange["request"]["body"]>): unknown {
  if ("json" in body) {
    return body.json;
  }
  return "text" in body ? body.text : objectOf(body.form);
}

function objectOf(form: readonly (readonly [string, string])[]): unknown {
  return decodeForm(new URLSearchParams(form.map(([name, value]) => [name, value])));
}

function bodyOf({ headers, text }: Incoming): unknown {
  if (text === "") {
    return undefined;
  }
  const type = headers.get("content-type") ?? "";
  if (type.startsWith("multipart/")) {
    return text;
  }
  return isForm(type) ? decodeForm(new URLSearchParams(text)) : JSON.parse(text);
}

/** A value with its names and types and without its texts and numbers: those differ with every trial. */
function formOf(value: unknown): string {
  return value === undefined
    ? ""
    : JSON.stringify(value, (_, item: unknown) =>
        typeof item === "string" || typeof item === "number" ? typeof item : item,
      );
}

const BODILESS = new Set([204, 205, 304]);

function toResponse({ status, headers = {}, body }: SampleAnswer): Response {
  if (BODILESS.has(status)) {
    return new Response(null, { status, headers });
  }
  return typeof body === "string"
    ? new Response(body, { status, headers })
    : Response.json(body, { status, headers });
}
