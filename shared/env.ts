import { z } from "zod";
import { StatedError } from "./errors.ts";

/** `1:<base64 of 32 bytes>[,2:…]`; the highest version seals, every version opens. */
const encryptionKeys = z.string().regex(/^\d{1,4}:[A-Za-z0-9+/=]{43,44}(,\d{1,4}:[A-Za-z0-9+/=]{43,44})*$/);

function parseJson<T>(text: string, schema: z.ZodType<T>, context: z.RefinementCtx): T {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    if (parsed.success) {
      return parsed.data;
    }
  } catch {
    // reported below, without the value
  }
  context.addIssue({ code: "custom", message: "is not JSON of the expected form" });
  return z.NEVER;
}

const origins = z
  .string()
  .default("{}")
  .transform((text, context) => parseJson(text, z.record(z.string(), z.url()), context));

const settingsSchema = z.object({
  ENVIRONMENT: z.enum(["production", "staging", "development", "test"]).default("production"),
  ADMIN_TOKEN: z.string().min(16),
  ENCRYPTION_KEYS: encryptionKeys,
  PUBLIC_ORIGIN: z
    .url()
    .optional()
    .transform((url) => (url === undefined ? undefined : new URL(url).origin)),
  JWT_ISSUER: z.string().optional(),
  JWT_AUDIENCE: z.string().optional(),
  JWT_JWKS_URL: z.url({ protocol: /^https?$/ }).optional(),
  JWT_ORG_CLAIM: z.string().default("org_id"),
  PROVIDER_ORIGINS: origins,
  /** Origins that destinations may have wherever they are. */
  ALLOW_PRIVATE_DESTINATIONS: z
    .string()
    .default("[]")
    .transform((text, context) =>
      parseJson(text, z.array(z.url().transform((url) => new URL(url).origin)), context),
    ),
  /** Providers that their owners gave up and that may be connected all the same. */
  DEPRECATED_PROVIDERS: z
    .string()
    .default("[]")
    .transform((text, context) => parseJson(text, z.array(z.string()), context)),
  /** A DNS-over-HTTPS resolver that answers in JSON. */
  DOH_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Longer than the slowest call: a job that is claimed for longer lost its sender. */
  JOB_LEASE_SECONDS: z.coerce.number().int().min(1).default(90),
  /** A job that nobody has touched for this long after its creation was not queued, or its message was lost. */
  JOB_SWEEP_SECONDS: z.coerce.number().int().min(1).default(90),
  /** Whether accounts are asked, a few calls a day, what their messages cost. */
  MESSAGE_COSTS: z.enum(["on", "off"]).default("on"),
  API_LIMIT_PER_10_SECONDS: z.coerce.number().int().min(1).default(1_000),
});

/** Where only a developer's machine may be reached. */
const LOCAL_ENVIRONMENTS = ["development", "test"];

/** The variables and secrets of a deployment, parsed. */
export type Settings = z.infer<typeof settingsSchema>;

const parsed = new WeakMap<object, Settings>();

/**
 * Parses the variables and secrets once per isolate.
 * @throws StatedError naming the variables that are missing or malformed, never their values
 */
export function parseSettings(env: object): Settings {
  const known = parsed.get(env);
  if (known !== undefined) {
    return known;
  }
  const result = settingsSchema.safeParse(trimmed(env));
  if (!result.success) {
    const names = [...new Set(result.error.issues.map((issue) => String(issue.path[0])))];
    throw new StatedError(
      `Missing or malformed settings: ${names.join(", ")}. See the settings under "Deploy" in the README.`,
    );
  }
  const settings = isLocal(result.data)
    ? result.data
    : { ...result.data, PROVIDER_ORIGINS: {}, ALLOW_PRIVATE_DESTINATIONS: [] };
  parsed.set(env, settings);
  return settings;
}

/** Whether this is a developer's machine or a test, where loopback addresses may be reached. */
export function isLocal({ ENVIRONMENT }: Pick<Settings, "ENVIRONMENT">): boolean {
  return LOCAL_ENVIRONMENTS.includes(ENVIRONMENT);
}

/** Cloudflare's own resolver. */
const DEFAULT_DOH_URL = "https://cloudflare-dns.com/dns-query";

/** The DNS-over-HTTPS resolver that addresses are checked with; null: none is asked, on a developer's machine. */
export function resolverOf({
  DOH_URL,
  ENVIRONMENT,
}: Pick<Settings, "DOH_URL" | "ENVIRONMENT">): string | null {
  return DOH_URL ?? (isLocal({ ENVIRONMENT }) ? null : DEFAULT_DOH_URL);
}

/** A variable that is left blank in a dashboard or a file is one that is not set. */
function trimmed(env: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      typeof value === "string" && value.trim() !== "" ? [[name, value.trim()]] : [],
    ),
  );
}
