/** What became of the requests that one call made: the difference between "never left" and "perhaps acted". */
export interface CallTrace {
  /** Requests begun. */
  started: number;
  /** How the last request failed without an answer; null when it was answered. */
  failure: "timeout" | "network" | null;
}

export interface ProviderFetchOptions {
  readonly provider: string;
  /** For one request, its body included. */
  readonly timeoutMs: number;
  /** Where requests go instead, by provider id or `*`; empty outside development. */
  readonly origins: Readonly<Record<string, string>>;
  readonly trace: CallTrace;
  readonly fetch: typeof fetch;
  /** Bodies are sent as they come, of whatever length; otherwise they are read first, and their length is said. */
  readonly streaming?: true;
}

const USER_AGENT = "causeway/0.1";

/**
 * The fetch that adapters are handed: bounded in time, redirects are answers and not followed, and in development the
 * request goes to the stand-in that PROVIDER_ORIGINS names, the original host in `X-Original-Host`.
 * Throws what `fetch` throws, after noting it in the trace.
 */
export function createProviderFetch(options: ProviderFetchOptions): typeof fetch {
  const { trace } = options;
  return async (input, init) => {
    const request = new Request(input, init);
    const headers = new Headers(request.headers);
    if (!headers.has("user-agent")) {
      headers.set("user-agent", USER_AGENT);
    }
    const timeout = AbortSignal.timeout(options.timeoutMs);
    trace.started += 1;
    trace.failure = null;
    try {
      return await options.fetch(
        new Request(target(request.url, headers, options), {
          method: request.method,
          headers,
          body: request.body === null || options.streaming ? request.body : await request.arrayBuffer(),
          redirect: "manual",
          signal: AbortSignal.any([timeout, request.signal]),
        }),
      );
    } catch (cause) {
      trace.failure = timeout.aborted ? "timeout" : "network";
      throw cause;
    }
  };
}

function target(url: string, headers: Headers, { provider, origins }: ProviderFetchOptions): string {
  const original = new URL(url);
  const own = origins[provider];
  const any = origins["*"];
  const origin = own ?? (any === undefined ? undefined : `${any.replace(/\/$/, "")}/${provider}`);
  if (origin === undefined) {
    return url;
  }
  headers.set("x-original-host", original.host);
  return `${origin.replace(/\/$/, "")}${original.pathname}${original.search}`;
}
