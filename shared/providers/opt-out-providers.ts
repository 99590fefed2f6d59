import type { ProviderDefinition } from "./define.ts";
import { providers } from "./registry.ts";

const all: readonly ProviderDefinition[] = Object.values(providers);

/** The ids of providers that can be told of opt-outs. */
export const OPT_OUT_PROVIDERS: readonly string[] = all
  .filter(({ optOuts }) => optOuts !== undefined)
  .map(({ id }) => id);
