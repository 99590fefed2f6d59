import type { ProviderDefinition } from "../providers/define.ts";

/**
 * A secret of the deployment for a provider, under its own name or a customary one: `GOOGLE_CALENDAR_CLIENT_ID`, else
 * `GOOGLE_CLIENT_ID`. Trimmed; null where it is not set, or blank.
 * @param name what follows the prefix, such as `CLIENT_ID`
 */
export function platformSecret(
  { id, auth }: Pick<ProviderDefinition, "id" | "auth">,
  env: Readonly<Record<string, unknown>>,
  name: string,
): string | null {
  const prefixes = [id.toUpperCase().replaceAll("-", "_"), ...(auth.secretPrefixes ?? [])];
  for (const prefix of prefixes) {
    const value = env[`${prefix}_${name}`];
    if (typeof value === "string" && value.trim() !== "") {
      return value.trim();
    }
  }
  return null;
}
