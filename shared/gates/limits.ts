import type { BucketLimits } from "../flow/bucket-state.ts";
import type { Action } from "../providers/action.ts";
import type { ProviderDefinition } from "../providers/define.ts";

/** The class of a call: the action's own, else that of calls which name none. */
export function limitClassOf(
  { limits }: Pick<ProviderDefinition, "limits">,
  action?: Pick<Action, "limitClass">,
): { readonly limitClass?: string } {
  const limitClass = action?.limitClass ?? limits?.otherClass;
  return limitClass === undefined ? {} : { limitClass };
}

/** What an account's gate is told of its limits; the same for whoever asks, or its windows would begin anew. */
export function bucketLimits({ limits }: Pick<ProviderDefinition, "limits">): BucketLimits {
  const { windows = [], classes = {}, concurrency } = limits ?? {};
  const ofClasses = Object.entries(classes).flatMap(([name, own]) =>
    own.windows.map((window) => ({ ...window, class: name })),
  );
  return { windows: [...windows, ...ofClasses], ...(concurrency === undefined ? {} : { concurrency }) };
}
