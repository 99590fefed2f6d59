/**
 * The URL of a path within a provider's API; null where it would leave it: dot segments, also escaped once or twice, empty
 * segments at its beginning, backslashes and control characters, and escapes that are none.
 * @param base as the provider's folder names it
 * @param path as the client sent it, still escaped, beginning with a slash
 * @param search with its question mark, or empty
 */
export function proxyTarget(base: string, path: string, search: string): URL | null {
  const once = decoded(path);
  const twice = once === null ? null : (decoded(once) ?? once);
  if (once === null || twice === null || !path.startsWith("/") || path.startsWith("//")) {
    return null;
  }
  const isUnsafe = [path, once, twice].some(
    (text) => isDisputed(text) || text.split("/").some((segment) => segment === "." || segment === ".."),
  );
  if (isUnsafe || once.startsWith("//") || twice.startsWith("//")) {
    return null;
  }
  const root = new URL(base);
  const url = new URL(`${base}${path}${search}`);
  const isWithin =
    url.origin === root.origin &&
    url.username === "" &&
    url.password === "" &&
    url.pathname.startsWith(`${root.pathname.replace(/\/$/, "")}/`);
  return isWithin ? url : null;
}

/** Backslashes and control characters: no path of an API has them, and URL parsers disagree about them. */
function isDisputed(text: string): boolean {
  return [...text].some((character) => character === "\\" || character < " " || character === "\u007f");
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
