import type { OAuth2 } from "./grant.ts";
import { namesIn } from "./template.ts";

/** The settings of a connection that decide where its people consent and its tokens come from. */
export function placeholderNames({ authorizeUrl = "", tokenUrl }: OAuth2): readonly string[] {
  return [...new Set([...namesIn(authorizeUrl), ...namesIn(tokenUrl)])];
}
