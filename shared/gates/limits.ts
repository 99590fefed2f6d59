import type { BucketLimits } from "../flow/bucket-state.ts";
import type { ProviderDefinition } from "../providers/define.ts";

/** What an account's gate is told of its limits; the same for whoever asks, or its windows would begin anew. */
export function bucketLimits({ limits }: Pick<ProviderDefinition, "limits">): BucketLimits {
  const { windows = [], concurrency } = limits ?? {};
  return { windows, ...(concurrency === undefined ? {} : { concurrency }) };
}
