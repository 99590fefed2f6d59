import { type FieldError, Problem } from "../errors.ts";
import { readTarget, TARGET_REFUSALS } from "../policy/public-address.ts";
import type { Field, ProviderDefinition } from "../providers/define.ts";

/**
 * The credentials as they are stored, trimmed, if they have the fields that the provider's form asks for.
 * @throws Problem `credentials_malformed` naming each field that does not fit, never its value
 */
export function checkCredentials(
  provider: Pick<ProviderDefinition, "name" | "auth">,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const { fields } = provider.auth;
  const trimmed = new Map(Object.entries(given).map(([name, value]) => [name, value.trim()]));
  const errors: FieldError[] = [];
  for (const name of trimmed.keys()) {
    if (!fields.some((field) => field.name === name)) {
      errors.push(fault(name.slice(0, 100), `is not a field here: ${listOf(fields)}`));
    }
  }
  for (const field of fields) {
    const message = faultOf(field, trimmed.get(field.name));
    if (message !== null) {
      errors.push(fault(field.name, message));
    }
  }
  const { anyOf } = provider.auth;
  if (anyOf !== undefined && !anyOf.some((set) => set.every((name) => trimmed.has(name)))) {
    const ways = anyOf.map((set) => set.join(" + ")).join(", or ");
    errors.push({ path: "body.credentials", message: `must have ${ways}` });
  }
  if (errors.length > 0) {
    throw new Problem(
      "credentials_malformed",
      `GET /v1/providers shows the fields that ${provider.name} asks for.`,
      { errors: errors.slice(0, 20) },
    );
  }
  return Object.fromEntries(trimmed);
}

function faultOf({ label, required, choices, formsUrl }: Field, value: string | undefined): string | null {
  if (value === undefined) {
    return required ? `is needed: ${label}` : null;
  }
  if (value === "") {
    return "is empty";
  }
  if (formsUrl === true) {
    const target = readTarget(value, []);
    return target.ok ? null : TARGET_REFUSALS[target.reason];
  }
  return choices === undefined || choices.includes(value) ? null : `must be one of ${choices.join(", ")}`;
}

function fault(name: string, message: string): FieldError {
  return { path: `body.credentials.${name}`, message };
}

function listOf(fields: ProviderDefinition["auth"]["fields"]): string {
  return fields.length === 0
    ? "this provider takes no credentials"
    : fields.map(({ name }) => name).join(", ");
}
