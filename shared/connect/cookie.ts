import { MINUTE_MS, SECOND_MS } from "../clock.ts";
import type { Id } from "../ids.ts";

/** As long as a consent may take. */
const TTL_SECONDS = (10 * MINUTE_MS) / SECOND_MS;

/**
 * The cookie by which the browser that began a consent is known when the provider sends it back: `Lax`, for that is a
 * navigation from another site. RFC 6265.
 */
export function sessionCookie(id: Id<"connectSession">, token: string, origin: string): string {
  const secure = origin.startsWith("https:") ? "; Secure" : "";
  return `${cookieName(id)}=${token}; Path=/oauth/; Max-Age=${TTL_SECONDS}; HttpOnly; SameSite=Lax${secure}`;
}

/** The token in the cookie of a session; null where the browser has none. */
export function sessionCookieOf(request: Request, id: Id<"connectSession">): string | null {
  const pairs = (request.headers.get("cookie") ?? "").split(";").map((pair) => pair.trim());
  const prefix = `${cookieName(id)}=`;
  return pairs.find((pair) => pair.startsWith(prefix))?.slice(prefix.length) ?? null;
}

function cookieName(id: Id<"connectSession">): string {
  return `connect_${id}`;
}
