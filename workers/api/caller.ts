import type { Id } from "../../shared/ids.ts";
import type { Principal } from "./types.ts";

/** The organization of a caller that `requires(scope)` let through. */
export function callerOrganization(principal: Principal): Id<"organization"> {
  if (principal.kind !== "organization") {
    throw new Error("A route of an organization was reached without one.");
  }
  return principal.organizationId;
}
