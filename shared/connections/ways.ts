import type { Settings } from "../env.ts";
import type { ProviderDefinition } from "../providers/define.ts";

/** How a person can connect an account of a provider. */
export interface Ways {
  /** By what they fill in. */
  readonly form: boolean;
  /** By consenting at the provider. */
  readonly consent: boolean;
}

/** Whether it may be connected anew: not what its owner gave up, unless the deployment names it. */
export function isOffered(
  { id, deprecated }: Pick<ProviderDefinition, "id" | "deprecated">,
  { DEPRECATED_PROVIDERS }: Pick<Settings, "DEPRECATED_PROVIDERS">,
): boolean {
  return deprecated === undefined || DEPRECATED_PROVIDERS.includes(id);
}

/** What the provider has; a consent needs an application there as well. */
export function waysOf({ auth }: Pick<ProviderDefinition, "auth">): Ways {
  return { form: auth.fields.length > 0, consent: auth.oauth2?.authorizeUrl !== undefined };
}
