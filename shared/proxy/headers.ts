import { holdsSecret } from "./redact.ts";
import type { Secrets } from "./secret.ts";

/** RFC 9110 section 7.6.1, with those that older senders use; what `Connection` names is of one hop as well. */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** What is ours or Cloudflare's, or says who called us; lengths and encodings are made anew. */
const NOT_FORWARDED = new Set([
  "accept-encoding",
  "authorization",
  "cdn-loop",
  "content-length",
  "cookie",
  "cookie2",
  "expect",
  "forwarded",
  "host",
  "origin",
  "referer",
  "true-client-ip",
  "x-original-host",
  "x-real-ip",
]);
const NOT_FORWARDED_PREFIXES = ["cf-", "sec-", "x-causeway-", "x-forwarded-"];

/** What a browser would take for our origin's word, and how the body came, which goes out anew. */
const NOT_ANSWERED = new Set([
  "alt-svc",
  "clear-site-data",
  "content-encoding",
  "content-length",
  "content-security-policy",
  "content-security-policy-report-only",
  "nel",
  "public-key-pins",
  "refresh",
  "report-to",
  "reporting-endpoints",
  "service-worker-allowed",
  "set-cookie",
  "set-cookie2",
  "strict-transport-security",
]);
const NOT_ANSWERED_PREFIXES = ["access-control-", "cf-", "x-causeway-"];

/**
 * A client's headers as the provider gets them, with what proves who calls.
 * @param authorize win over what the client sent
 * @param defaults stand where the client sent none
 */
export function forwardedHeaders(
  given: Headers,
  {
    authorize,
    defaults = {},
  }: {
    readonly authorize: Readonly<Record<string, string>>;
    readonly defaults?: Readonly<Record<string, string>> | undefined;
  },
): Headers {
  const named = namedByConnection(given);
  const kept = [...given].filter(
    ([name]) =>
      !HOP_BY_HOP.has(name) &&
      !named.has(name) &&
      !NOT_FORWARDED.has(name) &&
      !NOT_FORWARDED_PREFIXES.some((prefix) => name.startsWith(prefix)),
  );
  return new Headers({ ...defaults, ...Object.fromEntries(kept), ...authorize });
}

/** Where redirects of a provider lead, and what must not come back. */
export interface AnswerRules {
  /** The provider's base URL, whose place `prefix` takes in a `Location`. */
  readonly base: string;
  /** The path of the proxy, without a slash at its end. */
  readonly prefix: string;
  /** What no header may hold. */
  readonly secrets: Secrets;
}

/**
 * A provider's headers as the client gets them. A redirect within the API leads through the proxy; one that leads away
 * loses its `Location`. A provider's page is never run as one of ours.
 */
export function answeredHeaders(given: Headers, url: string, rules: AnswerRules): Headers {
  const named = namedByConnection(given);
  const kept = [...given].filter(
    ([name, value]) =>
      !HOP_BY_HOP.has(name) &&
      !named.has(name) &&
      !NOT_ANSWERED.has(name) &&
      !NOT_ANSWERED_PREFIXES.some((prefix) => name.startsWith(prefix)) &&
      !holdsSecret(rules.secrets, value),
  );
  const headers = new Headers(kept);
  const location = headers.get("location");
  if (location !== null) {
    const led = withinApi(location, url, rules);
    if (led === null) {
      headers.delete("location");
    } else {
      headers.set("location", led);
    }
  }
  headers.set("content-security-policy", "sandbox; default-src 'none'");
  headers.set("x-content-type-options", "nosniff");
  return headers;
}

function withinApi(location: string, url: string, { base, prefix }: AnswerRules): string | null {
  const target = URL.canParse(location, url) ? new URL(location, url) : null;
  const { origin, pathname } = new URL(base);
  const root = pathname.replace(/\/$/, "");
  const isWithin = target?.origin === origin && target.pathname.startsWith(`${root}/`);
  return target !== null && isWithin
    ? `${prefix}${target.pathname.slice(root.length)}${target.search}`
    : null;
}

function namedByConnection(headers: Headers): ReadonlySet<string> {
  const names = (headers.get("connection") ?? "").split(",").map((name) => name.trim().toLowerCase());
  return new Set(names);
}
