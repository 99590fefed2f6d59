import { type CallValues, requestOf } from "./call.ts";
import type { OAuth2, Values } from "./grant.ts";

/**
 * The request that takes a grant back; null where the provider has none. RFC 7009.
 * @throws GrantImpossible where a value for it is missing or malformed
 */
export function revokeRequest(
  oauth2: OAuth2,
  grant: CallValues & { readonly values: Values },
): Request | null {
  return oauth2.revoke === undefined ? null : requestOf(oauth2.revoke, oauth2, grant);
}
