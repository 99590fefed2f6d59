/** Headers as a client gave them with the platform's own in their place, whatever the case of their names. */
export function mergeHeaders(
  given: unknown,
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const names = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  const kept = Object.entries(Object(given)).filter(([name]) => !names.has(name.toLowerCase()));
  return { ...Object.fromEntries(kept), ...own };
}
