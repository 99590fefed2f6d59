import type { Id } from "../../shared/ids.ts";
import type { Scope } from "../../shared/model/scopes.ts";
import type { Context } from "../context.ts";

/** Who is calling. */
export type Principal =
  | { readonly kind: "admin"; readonly limiter: string }
  | {
      readonly kind: "organization";
      readonly organizationId: Id<"organization">;
      /** null: every scope */
      readonly scopes: ReadonlySet<string> | null;
      /** When the calling API key expires, ms since the epoch; null: never, or no key. */
      readonly keyExpiresAt: number | null;
      /** The name under which this caller's requests are counted. */
      readonly limiter: string;
    };

/** What a route asks of its caller: the admin token, or an organization's credentials with a scope. */
export type Requirement = "admin" | Scope;

export interface ApiEnv {
  readonly Bindings: { readonly context: Context; readonly requestId: string };
  readonly Variables: {
    principal: Principal;
    /** The request's body, read once and bounded. */
    body: Uint8Array;
    /**
     * Statements that record this answer under the request's Idempotency-Key, none where it has none. A route that
     * commits them in one batch with what it did is done once, also when the Worker dies right after.
     */
    recordAnswer: (status: number, body: unknown) => D1PreparedStatement[];
  };
}
