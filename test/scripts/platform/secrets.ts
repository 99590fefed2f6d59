import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Random settings for local use, by name. */
export function newSecrets(): Readonly<Record<string, string>> & { readonly ADMIN_TOKEN: string } {
  return {
    ENVIRONMENT: "development",
    ADMIN_TOKEN: `admin_${randomBytes(24).toString("base64url")}`,
    ENCRYPTION_KEYS: `1:${randomBytes(32).toString("base64")}`,
  };
}

/** Writes random secrets for local use into the directory's `.dev.vars` where there is none; true when it did. */
export function ensureSecrets(directory: string): boolean {
  const text = Object.entries(newSecrets()).map(([name, value]) => `${name}="${value}"\n`);
  try {
    writeFileSync(join(directory, ".dev.vars"), text.join(""), { mode: 0o600, flag: "wx" });
    return true;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "EEXIST") {
      return false;
    }
    throw cause;
  }
}
