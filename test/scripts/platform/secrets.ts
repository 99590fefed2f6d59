import { randomBytes } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";

const FILE = ".dev.vars";

/** Writes random secrets for local use on the first start; true when it did. */
export function ensureSecrets(): boolean {
  if (existsSync(FILE)) {
    return false;
  }
  const lines = {
    ENVIRONMENT: "development",
    ADMIN_TOKEN: `admin_${randomBytes(24).toString("base64url")}`,
    ENCRYPTION_KEYS: `1:${randomBytes(32).toString("base64")}`,
  };
  const text = Object.entries(lines).map(([name, value]) => `${name}="${value}"\n`);
  writeFileSync(FILE, text.join(""), { mode: 0o600 });
  return true;
}
