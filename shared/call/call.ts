import { resolverOf, type Settings } from "../env.ts";
import type { Call } from "../providers/action.ts";
import type { ProviderDefinition } from "../providers/define.ts";
import { type CallTrace, createProviderFetch } from "./fetch.ts";

/** SPEC: 30 s by default, the body included. */
export const DEFAULT_TIMEOUT_MS = 30_000;

/** A call with what its requests came to. */
export interface TracedCall extends Call {
  readonly trace: CallTrace;
}

/** What of a deployment's settings calls depend on. */
export interface CallSettings {
  readonly PROVIDER_ORIGINS: Readonly<Record<string, string>>;
  readonly DOH_URL?: string | undefined;
  readonly ENVIRONMENT?: Settings["ENVIRONMENT"];
}

export interface CallOptions {
  readonly provider: ProviderDefinition;
  readonly credential: {
    readonly credentials: Readonly<Record<string, string>>;
    readonly config: Readonly<Record<string, unknown>>;
  };
  /** The job's id, or that of whatever makes the call. */
  readonly reference: string;
  readonly settings: CallSettings;
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
      resolve: filledInHosts(provider, credential.credentials, settings),
      fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    }),
  };
}

/** The hosts that whoever made the connection chose, which must be resolved before they are called. */
export function filledInHosts(
  { auth }: Pick<ProviderDefinition, "auth">,
  credentials: Readonly<Record<string, string>>,
  { DOH_URL, ENVIRONMENT = "production" }: CallSettings,
): { readonly hosts: readonly string[]; readonly dohUrl: string | null } {
  const hosts = auth.fields.flatMap(({ name, formsUrl }) => {
    const url = formsUrl === true ? URL.parse(credentials[name] ?? "") : null;
    return url === null ? [] : [url.hostname];
  });
  return { hosts, dohUrl: resolverOf({ DOH_URL, ENVIRONMENT }) };
}
