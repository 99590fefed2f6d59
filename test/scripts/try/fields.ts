import { readFileSync } from "node:fs";
import { checkCredentials } from "../../../shared/connections/check-credentials.ts";
import { variableOf } from "../../../shared/connections/platform-default.ts";
import { Problem } from "../../../shared/errors.ts";
import type { Field, ProviderDefinition } from "../../../shared/providers/define.ts";

/** A mistake of the person at the terminal; its message says what to do. */
export class TryError extends Error {
  override readonly name = "TryError";
}

export interface FieldSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Asks a person; null where nobody sits at the terminal. */
  readonly ask: ((field: Field) => Promise<string>) | null;
}

/**
 * The credentials of a provider: from the environment where that is enough, else a person is asked for the rest. A value
 * that begins with @ is the path of a file.
 * @throws TryError naming the fields that are missing or malformed, with their variables
 */
export async function readCredentials(
  provider: ProviderDefinition,
  { env, ask }: FieldSources,
): Promise<Record<string, string>> {
  const found = new Map<string, string>();
  for (const field of provider.auth.fields) {
    const value = env[variableOf(provider, field)]?.trim() ?? "";
    if (value !== "") {
      found.set(field.name, fileOr(value));
    }
  }
  if (ask !== null && faultsOf(provider, found).length > 0) {
    for (const field of provider.auth.fields.filter(({ name }) => !found.has(name))) {
      const value = (await ask(field)).trim();
      if (value !== "") {
        found.set(field.name, fileOr(value));
      }
    }
  }
  const faults = faultsOf(provider, found);
  if (faults.length > 0) {
    throw new TryError([...faults, "", ...fieldLines(provider)].join("\n"));
  }
  return Object.fromEntries(found);
}

function faultsOf(provider: ProviderDefinition, found: ReadonlyMap<string, string>): readonly string[] {
  const { fields } = provider.auth;
  try {
    checkCredentials(provider, Object.fromEntries(found));
    return [];
  } catch (cause) {
    if (!(cause instanceof Problem)) {
      throw cause;
    }
    const named = new Map(
      fields.map((field) => [`body.credentials.${field.name}`, variableOf(provider, field)]),
    );
    return (cause.errors ?? []).map(({ path, message }) => `${named.get(path) ?? provider.name} ${message}`);
  }
}

function fileOr(value: string): string {
  if (!value.startsWith("@")) {
    return value;
  }
  try {
    return readFileSync(value.slice(1), "utf8").trim();
  } catch {
    throw new TryError(`The file ${value.slice(1)} cannot be read.`);
  }
}

/** A provider's fields with the variables that they are read from, a line or two each. */
export function fieldLines(provider: ProviderDefinition): readonly string[] {
  const { fields, anyOf, oauth2 } = provider.auth;
  const variables = new Map(fields.map((field) => [field.name, variableOf(provider, field)]));
  const ways = anyOf?.map((names) => names.map((name) => variables.get(name)).join(" + ")).join(", or ");
  return [
    ...fields.flatMap((field) => [
      `  ${variableOf(provider, field)}${field.required ? "" : " (optional)"}  e.g. ${exampleOf(field)}`,
      `      ${field.label}: ${field.hint}`,
    ]),
    ...(ways === undefined ? [] : [`  needed: ${ways}`]),
    ...(oauth2?.grants.includes("authorization_code") === true
      ? ["  or a person's consent: POST /v1/oauth/{provider}/authorize, as the README has it"]
      : []),
  ];
}

function exampleOf({ example, choices }: Field): string {
  return choices === undefined ? example.split("\n", 1).join() : choices.join(" | ");
}
