/** The extension of the file that a URL names, in lower case; empty where it names none. RFC 3986 section 3.3 */
export function extensionOf(url: string): string {
  const path = URL.parse(url)?.pathname ?? "";
  return (/\.([A-Za-z0-9]{1,8})$/.exec(path)?.[1] ?? "").toLowerCase();
}
