import { z } from "zod";

const optionalText = z
  .string()
  .optional()
  .transform((text) => (text === undefined || text.trim() === "" ? undefined : text.trim()));

/** `1:<base64 of 32 bytes>[,2:…]`; the highest version seals, every version opens. */
const encryptionKeys = z.string().regex(/^\d{1,4}:[A-Za-z0-9+/=]{43,44}(,\d{1,4}:[A-Za-z0-9+/=]{43,44})*$/);

const settingsSchema = z.object({
  ENVIRONMENT: z.enum(["production", "staging", "development", "test"]).default("production"),
  ADMIN_TOKEN: z.string().min(16),
  ENCRYPTION_KEYS: encryptionKeys,
  PUBLIC_ORIGIN: z
    .url()
    .optional()
    .transform((url) => (url === undefined ? undefined : new URL(url).origin)),
  JWT_ISSUER: optionalText,
  JWT_AUDIENCE: optionalText,
  JWT_JWKS_URL: optionalText,
  JWT_ORG_CLAIM: z.string().default("org_id"),
  API_LIMIT_PER_10_SECONDS: z.coerce.number().int().min(1).default(1_000),
});

/** The variables and secrets of a deployment, parsed. */
export type Settings = z.infer<typeof settingsSchema>;

const parsed = new WeakMap<object, Settings>();

/**
 * Parses the variables and secrets once per isolate.
 * @throws Error naming the variables that are missing or malformed, never their values
 */
export function parseSettings(env: object): Settings {
  const known = parsed.get(env);
  if (known !== undefined) {
    return known;
  }
  const result = settingsSchema.safeParse(env);
  if (!result.success) {
    const names = [...new Set(result.error.issues.map((issue) => String(issue.path[0])))];
    throw new Error(`Missing or malformed settings: ${names.join(", ")}. See "Settings" in the README.`);
  }
  parsed.set(env, result.data);
  return result.data;
}
