import type { Call } from "../providers/action.ts";
import type { ProviderDefinition } from "../providers/define.ts";
import { type CallTrace, createProviderFetch } from "./fetch.ts";

/** SPEC: 30 s by default, the body included. */
export const DEFAULT_TIMEOUT_MS = 30_000;

/** A call with what its requests came to. */
export interface TracedCall extends Call {
  readonly trace: CallTrace;
}

export interface CallOptions {
  readonly provider: ProviderDefinition;
  readonly credential: {
    readonly credentials: Readonly<Record<string, string>>;
    readonly config: Readonly<Record<string, unknown>>;
  };
  /** The job's id, or that of whatever makes the call. */
  readonly reference: string;
  readonly settings: { readonly PROVIDER_ORIGINS: Readonly<Record<string, string>> };
  readonly fetch?: typeof fetch;
}

/** Everything an adapter needs for one call. */
export function createCall({
  provider,
  credential,
  reference,
  settings,
  ...options
}: CallOptions): TracedCall {
  const trace: CallTrace = { started: 0, failure: null };
  return {
    credentials: credential.credentials,
    config: credential.config,
    reference,
    trace,
    fetch: createProviderFetch({
      provider: provider.id,
      timeoutMs: provider.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      origins: settings.PROVIDER_ORIGINS,
      trace,
      fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    }),
  };
}
