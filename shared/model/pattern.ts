/** Type patterns: `*` stands for any run of characters, dots included; anything else for itself. */
export function matches(pattern: string, type: string): boolean {
  const parts = pattern.split("*");
  const [first = ""] = parts;
  const last = parts.at(-1) ?? "";
  if (parts.length === 1) {
    return pattern === type;
  }
  if (type.length < first.length + last.length || !type.startsWith(first) || !type.endsWith(last)) {
    return false;
  }
  // greedy from the left is exact for patterns whose only wildcard is `*`
  let position = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = type.indexOf(part, position);
    if (found === -1 || found + part.length > type.length - last.length) {
      return false;
    }
    position = found + part.length;
  }
  return true;
}

/** Whether a pattern matches the full type (`stripe.invoice.paid`) or the provider's own (`invoice.paid`). */
export function matchesAny(patterns: readonly string[], type: string, ownType: string): boolean {
  return patterns.some((pattern) => matches(pattern, type) || matches(pattern, ownType));
}
