import { resolveName } from "../destinations/resolve.ts";
import { readTarget, TARGET_REFUSALS } from "../policy/public-address.ts";

/** What became of the requests that one call made: the difference between "never left" and "perhaps acted". */
export interface CallTrace {
  /** Requests begun. */
  started: number;
  /** How the last request failed without an answer, `address` without being sent; null when it was answered. */
  failure: "timeout" | "network" | "address" | null;
}

export interface ProviderFetchOptions {
  readonly provider: string;
  /** For one request, its body included. */
  readonly timeoutMs: number;
  /** Where requests go instead, by provider id or `*`; empty outside development. */
  readonly origins: Readonly<Record<string, string>>;
  readonly trace: CallTrace;
  readonly fetch: typeof fetch;
  /** Hosts that somebody filled in, by name: they are resolved before every request; none without a resolver. */
  readonly resolve?: { readonly hosts: readonly string[]; readonly dohUrl: string | null };
  /** Bodies are sent as they come, of whatever length; otherwise they are read first, and their length is said. */
  readonly streaming?: true;
}

/** A provider's address that is none of the public internet: nothing was sent. */
class AddressRefused extends Error {
  override readonly name = "AddressRefused";
}

const USER_AGENT = "causeway/0.1";

/**
 * The fetch that adapters are handed: bounded in time, redirects are answers and not followed, and in development the
 * request goes to the stand-in that PROVIDER_ORIGINS names, the original host in `X-Original-Host`.
 * An address that is not public is refused before anything is sent. Throws what `fetch` throws, after noting it in the trace, and `AddressRefused`.
 */
export function createProviderFetch(options: ProviderFetchOptions): typeof fetch {
  const { trace } = options;
  return async (input, init) => {
    const { url: wanted, method, headers, body } = await read(input, init, options);
    const ended = init?.signal ?? (input instanceof Request ? input.signal : null);
    if (!headers.has("user-agent")) {
      headers.set("user-agent", USER_AGENT);
    }
    const url = target(wanted, headers, options);
    if (url === wanted) {
      await checkAddress(url, options).catch((cause: unknown) => {
        trace.failure = "address";
        throw cause;
      });
    }
    const timeout = AbortSignal.timeout(options.timeoutMs);
    trace.started += 1;
    trace.failure = null;
    try {
      const signal = ended === null ? timeout : AbortSignal.any([timeout, ended]);
      return await options.fetch(url, { method, headers, body, redirect: "manual", signal });
    } catch (cause) {
      trace.failure = timeout.aborted ? "timeout" : "network";
      throw cause;
    }
  };
}

interface Outgoing {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: BodyInit | null;
}

/** What is whole already goes as it is: a request made of it would have to be read anew, once for each call. */
async function read(
  input: RequestInfo | URL,
  init: RequestInit | undefined,
  { streaming }: ProviderFetchOptions,
): Promise<Outgoing> {
  const body = init?.body ?? null;
  if (!(input instanceof Request) && isWhole(body)) {
    const { method = "GET", headers } = init ?? {};
    return { url: new URL(input).href, method, headers: new Headers(headers), body };
  }
  const request = new Request(input, init);
  const { url, method, headers } = request;
  const bytes = request.body === null || streaming ? request.body : await request.arrayBuffer();
  return { url, method, headers: new Headers(headers), body: bytes };
}

function isWhole(body: BodyInit | null): body is string | URLSearchParams | null {
  return body === null || typeof body === "string" || body instanceof URLSearchParams;
}

/** @throws AddressRefused */
async function checkAddress(text: string, { resolve, fetch }: ProviderFetchOptions): Promise<void> {
  const read = readTarget(text, []);
  // a URL that is longer than a destination's may be is a matter of its query
  if (!read.ok && read.reason !== "too_long") {
    throw new AddressRefused(`The provider's address ${TARGET_REFUSALS[read.reason]}.`);
  }
  const { hostname } = new URL(text);
  if (resolve === undefined || resolve.dohUrl === null || !resolve.hosts.includes(hostname)) {
    return;
  }
  if (!read.ok || read.isName) {
    const { kind } = await resolveName(hostname.replace(/\.+$/, ""), { dohUrl: resolve.dohUrl, fetch });
    if (kind !== "public") {
      throw new AddressRefused("The provider's name does not lead to a public address.");
    }
  }
}

function target(url: string, headers: Headers, { provider, origins }: ProviderFetchOptions): string {
  const there = standIn(url, provider, origins);
  if (there === null) {
    return url;
  }
  headers.set("x-original-host", new URL(url).host);
  return there;
}

/** Where a provider's URL leads in development: to the stand-in that PROVIDER_ORIGINS names; null where none is named. */
export function standIn(
  url: string,
  provider: string,
  origins: Readonly<Record<string, string>>,
): string | null {
  const own = origins[provider];
  const any = origins["*"];
  const origin = own ?? (any === undefined ? undefined : `${any.replace(/\/$/, "")}/${provider}`);
  if (origin === undefined) {
    return null;
  }
  const { pathname, search } = new URL(url);
  return `${origin.replace(/\/$/, "")}${pathname}${search}`;
}
