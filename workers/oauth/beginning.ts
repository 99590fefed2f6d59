import { sessionCookieOf } from "../../shared/connect/cookie.ts";
import { type LinkedSession, sessionOf } from "../../shared/connect/link.ts";
import type { OAuthStateRow } from "../../shared/db/queries/oauth.ts";
import { Problem } from "../../shared/errors.ts";
import type { Context } from "../context.ts";

/** The connect session whose page began a consent, and the token of its link. */
export interface SessionBeginning {
  readonly session: LinkedSession;
  readonly token: string;
}

/**
 * The session of a consent that a connect page began, by the cookie that the page left: so no link to a provider makes
 * somebody else connect their account here. null where the API began it.
 * @throws Problem `state_unknown` in another browser, or when the session was revoked or made another connection
 */
export async function beginningOf(
  { sessionId, connectionId }: OAuthStateRow,
  request: Request,
  { db }: Context,
): Promise<SessionBeginning | null> {
  if (sessionId === null) {
    return null;
  }
  const token = sessionCookieOf(request, sessionId);
  const session = token === null ? null : await sessionOf(db, token);
  if (token === null || session?.id !== sessionId) {
    throw new Problem("state_unknown", "Begin again, in one browser: open the link that your app gave you.");
  }
  if (session.completedAt !== null && session.connectionId !== connectionId) {
    throw new Problem("state_unknown", "The link has connected an account meanwhile, and makes one alone.");
  }
  return { session, token };
}
