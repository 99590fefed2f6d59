import { readAnswer } from "../call/answer.ts";
import { type CallSettings, createCall } from "../call/call.ts";
import { classifyAnswer, classifyFailure } from "../call/outcome.ts";
import type { Clock } from "../clock.ts";
import type { Outcome } from "../model/outcome.ts";
import type { ProviderAccount, ProviderDefinition } from "../providers/define.ts";
import type { OpenedCredential } from "./credentials.ts";

/** What asking the provider about a credential showed. */
export type Validation =
  | { readonly valid: true; readonly account: ProviderAccount | null; readonly outcome: Outcome }
  | {
      readonly valid: false;
      readonly error: { readonly code: string; readonly message: string };
      readonly status: "error" | "needs_reauth";
      /** Whether the provider judged the credential; else it could not be asked, and nothing was learnt. */
      readonly judged: boolean;
      readonly outcome: Outcome;
    };

export interface ValidationTools {
  /** What the call is for: the connection's id. */
  readonly reference: string;
  readonly settings: CallSettings;
  readonly clock: Clock;
  readonly fetch?: typeof fetch;
}

/**
 * Proves a credential by the provider's cheapest call, within the provider's time limit; never throws. A provider that
 * has no such call is taken at the word of whoever gave the credential.
 */
export async function validateCredential(
  provider: ProviderDefinition,
  credential: Pick<OpenedCredential, "credentials" | "config">,
  { clock, ...tools }: ValidationTools,
): Promise<Validation> {
  const rules = provider.connection;
  if (rules === undefined) {
    return { valid: true, account: null, outcome: { kind: "ok" } };
  }
  const call = createCall({ provider, credential, ...tools });
  let account: ProviderAccount | null = null;
  let outcome: Outcome;
  try {
    const answer = await readAnswer(await rules.validate(call));
    const proven = rules.proves?.(answer) === true;
    outcome = proven ? { kind: "ok" } : classifyAnswer(provider, null, answer, clock());
    account = outcome.kind === "ok" ? (rules.account?.(answer, call) ?? null) : null;
  } catch {
    outcome = classifyFailure(null, call.trace);
  }
  return outcome.kind === "ok" ? { valid: true, account, outcome } : refused(outcome, credential.credentials);
}

function refused(
  outcome: Exclude<Outcome, { kind: "ok" }>,
  credentials: Readonly<Record<string, string>>,
): Validation {
  const { kind, code, message } = outcome;
  return {
    valid: false,
    outcome,
    error: { code, message: withoutSecrets(message, credentials) },
    status: kind === "reauthorise" ? "needs_reauth" : "error",
    judged: kind === "reauthorise" || kind === "refused",
  };
}

/** Some providers quote the key that they refuse. */
export function withoutSecrets(message: string, credentials: Readonly<Record<string, string>>): string {
  return Object.values(credentials)
    .filter((value) => value.length >= 6)
    .reduce((text, value) => text.replaceAll(value, "…"), message);
}
