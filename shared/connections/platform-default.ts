import type { ProviderDefinition } from "../providers/define.ts";
import { accountKeyOf, type OpenedCredential } from "./credentials.ts";

/**
 * The credential that the deployment's own secrets hold for a provider: `<PROVIDER>_<FIELD>`, where a provider with one
 * secret field also takes it as `<PROVIDER>_API_KEY`. null where a required field is missing, or all are.
 */
export async function platformDefault(
  provider: Pick<ProviderDefinition, "id" | "auth" | "connection">,
  env: Readonly<Record<string, unknown>>,
): Promise<OpenedCredential | null> {
  const { fields } = provider.auth;
  const secrets = fields.filter(({ secret }) => secret);
  const prefix = provider.id.toUpperCase().replaceAll("-", "_");
  const credentials: Record<string, string> = {};
  for (const field of fields) {
    const alias = secrets.length === 1 && field.secret ? `${prefix}_API_KEY` : null;
    const value = textOf(env[variableOf(provider, field)]) ?? (alias && textOf(env[alias]));
    if (value !== null) {
      credentials[field.name] = value;
    } else if (field.required) {
      return null;
    }
  }
  const { anyOf } = provider.auth;
  const isComplete = anyOf === undefined || anyOf.some((set) => set.every((name) => name in credentials));
  if (!isComplete || Object.keys(credentials).length === 0) {
    return null;
  }
  const accountKey = await accountKeyOf(provider, credentials);
  return { connectionId: null, credentials, config: {}, accountKey, generation: 0, tokens: null };
}

/** `accountSid` of `twilio` → `TWILIO_ACCOUNT_SID` */
export function variableOf(
  { id }: Pick<ProviderDefinition, "id">,
  { name }: ProviderDefinition["auth"]["fields"][number],
): string {
  const snake = `${id}_${name.replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")}`;
  return snake.toUpperCase().replaceAll("-", "_");
}

/** A secret that is empty is not set. */
function textOf(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}
