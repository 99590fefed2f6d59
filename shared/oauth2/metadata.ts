import { requestOf } from "./call.ts";
import type { Grant, OAuth2, OAuthClient, Values } from "./grant.ts";
import { keptOf } from "./place.ts";

export interface FreshToken {
  /** What it came by. */
  readonly grant: Grant;
  readonly client: OAuthClient;
  readonly values: Values;
  readonly accessToken: string;
}

/**
 * The call with a fresh token for what the token's answer does not say; null where there is nothing to ask.
 * @throws GrantImpossible where a field for its URL is missing or malformed
 */
export function metadataRequest(oauth2: OAuth2, { grant, ...token }: FreshToken): Request | null {
  const { metadata } = oauth2;
  const isAsked = metadata !== undefined && (metadata.grants?.includes(grant) ?? true);
  return isAsked ? requestOf(metadata.call, oauth2, token) : null;
}

/** What is kept of the answer; null where it is a refusal, or lacks something. */
export function readMetadata(
  { metadata }: Pick<OAuth2, "metadata">,
  { status, body }: { readonly status: number; readonly body: unknown },
): Readonly<Record<string, string>> | null {
  const keeps = metadata?.keeps ?? {};
  const kept = keptOf(body, keeps);
  return status >= 200 && status < 300 && Object.keys(kept).length === Object.keys(keeps).length
    ? kept
    : null;
}
