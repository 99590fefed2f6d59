import { z } from "zod";
import { readAnswer } from "../../../shared/call/answer.ts";
import { createCall } from "../../../shared/call/call.ts";
import { classifyAnswer } from "../../../shared/call/outcome.ts";
import type { Clock } from "../../../shared/clock.ts";
import { ownTokens } from "../../../shared/connections/own-tokens.ts";
import type { Call, ProviderAnswer } from "../../../shared/providers/action.ts";
import type { ProviderDefinition } from "../../../shared/providers/define.ts";
import type { NoTrial, Trial } from "../../../shared/providers/trial.ts";
import { type Api, reasonOf } from "../demo/api.ts";

export interface TryOptions {
  readonly provider: ProviderDefinition;
  readonly trial: Trial | NoTrial;
  readonly credentials: Readonly<Record<string, string>>;
  /** The platform, as an organization. */
  readonly api: Api;
  /** Where this process's own calls to the provider go. */
  readonly settings: { readonly PROVIDER_ORIGINS: Readonly<Record<string, string>> };
  readonly clock: Clock;
  /** What the test object is called after; unique. */
  readonly reference: string;
  /** Whether the object may be made. */
  readonly confirm: (what: string) => Promise<boolean>;
}

/** What became of the test object. */
export type TriedObject =
  | { readonly kind: "none"; readonly why: string }
  | { readonly kind: "declined" }
  | { readonly kind: "removed"; readonly id: string }
  | { readonly kind: "not_made"; readonly message: string }
  /** A person must take it away. */
  | { readonly kind: "left"; readonly id: string; readonly message: string };

export type Tried =
  | { readonly kind: "refused"; readonly code: string; readonly message: string }
  | { readonly kind: "connected"; readonly account: string | null; readonly object: TriedObject };

const errorSchema = z.object({ code: z.string(), message: z.string() });

const connectionSchema = z.object({ id: z.string(), status: z.string(), error: errorSchema.nullable() });

const validationSchema = z.object({
  valid: z.boolean(),
  account: z.object({ id: z.string(), name: z.string().nullable() }).nullish(),
  error: errorSchema.optional(),
});

/**
 * Connects an account through the platform's API, which proves the credential at once, reads the account again by the
 * provider's cheapest call, and makes and takes away one object. Nothing of it stays on the platform.
 * @throws Error when the platform refuses or does not answer
 */
export async function tryProvider(options: TryOptions): Promise<Tried> {
  const { provider, credentials, api } = options;
  const body = { provider: provider.id, name: options.reference, credentials };
  const connection = await api.post("/v1/connections", body, connectionSchema);
  const path = `/v1/connections/${connection.id}`;
  try {
    if (connection.error !== null || connection.status !== "active") {
      return refused(connection.error, connection.status);
    }
    const { valid, account, error } = await api.post(`${path}/validate`, {}, validationSchema);
    if (!valid) {
      return refused(error ?? null, "not valid");
    }
    const name = account == null ? null : (account.name ?? account.id);
    return { kind: "connected", account: name, object: await tryObject(options) };
  } finally {
    await api.remove(path);
  }
}

function refused(error: z.infer<typeof errorSchema> | null, status: string): Tried {
  return { kind: "refused", ...(error ?? { code: status, message: "The platform does not say why." }) };
}

async function tryObject({ trial, ...options }: TryOptions): Promise<TriedObject> {
  if ("none" in trial) {
    return { kind: "none", why: trial.none };
  }
  const missing = (trial.needs ?? []).filter((name) => !(name in options.credentials));
  if (missing.length > 0) {
    return { kind: "none", why: `without ${missing.join(" and ")} there is nowhere to make it` };
  }
  if (!(await options.confirm(trial.what))) {
    return { kind: "declined" };
  }
  const opened = await ownTokens(options.provider, { ...options, config: {} }, options);
  if (!opened.ok) {
    return { kind: "not_made", message: opened.error.message };
  }
  const credential = { credentials: opened.credentials, config: {} };
  const ask = (send: (call: Call) => Promise<Response>) => askProvider(send, { ...options, credential });
  const made = await ask((call) => trial.create(call, options.clock()));
  if ("message" in made) {
    return { kind: "not_made", message: made.message };
  }
  const id = trial.created(made.answer);
  if (id === null) {
    return { kind: "not_made", message: "The answer does not name what was made." };
  }
  const removed = await ask((call) => trial.remove(id, call, options.clock()));
  return "message" in removed ? { kind: "left", id, message: removed.message } : { kind: "removed", id };
}

type Asked = { readonly answer: ProviderAnswer } | { readonly message: string };

/** One call of this process's own; `message` where it was not acted on, or nobody knows. */
async function askProvider(
  send: (call: Call) => Promise<Response>,
  {
    provider,
    clock,
    ...options
  }: Pick<TryOptions, "provider" | "clock" | "reference" | "settings"> & {
    readonly credential: Parameters<typeof createCall>[0]["credential"];
  },
): Promise<Asked> {
  try {
    const answer = await readAnswer(await send(createCall({ provider, ...options })));
    const outcome = classifyAnswer(provider, null, answer, clock());
    return outcome.kind === "ok" ? { answer } : { message: outcome.message };
  } catch (cause) {
    return { message: `${provider.name} gave no answer: ${reasonOf(cause)}` };
  }
}
