import type { Filled } from "./field.ts";

export interface Refusal {
  readonly kind: "refused";
  readonly notice: string;
  readonly faults: Filled["faults"];
}

/** What a form came to. */
export type Outcome =
  | { readonly kind: "connected" }
  | { readonly kind: "consent"; readonly url: URL }
  | Refusal;
