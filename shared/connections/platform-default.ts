import type { ProviderDefinition } from "../providers/define.ts";
import { accountKeyOf, type OpenedCredential } from "./credentials.ts";
import { platformSecret } from "./secret-names.ts";

/**
 * The credential that the deployment's own secrets hold for a provider: `<PROVIDER>_<FIELD>`, where a provider with one
 * secret field also takes it as `<PROVIDER>_API_KEY`, and some go by a customary prefix as well. null where a required field is missing, or all are.
 */
export async function platformDefault(
  provider: Pick<ProviderDefinition, "id" | "auth" | "connection">,
  env: Readonly<Record<string, unknown>>,
): Promise<OpenedCredential | null> {
  const { fields } = provider.auth;
  const secrets = fields.filter(({ secret }) => secret);
  const credentials: Record<string, string> = {};
  for (const field of fields) {
    const isTheSecret = secrets.length === 1 && field.secret;
    const value =
      platformSecret(provider, env, upperSnake(field.name)) ??
      (isTheSecret ? platformSecret(provider, env, "API_KEY") : null);
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
  return `${upperSnake(id)}_${upperSnake(name)}`;
}

function upperSnake(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll("-", "_")
    .toUpperCase();
}
