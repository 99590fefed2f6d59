import { bytesToBase64Url, equalBytes, utf8ToBytes } from "../crypto/bytes.ts";
import { sha256Hex } from "../crypto/sha256.ts";
import type { Database } from "../db/client.ts";
import { type ConnectSessionRow, findSessionOfLink } from "../db/queries/connect-sessions.ts";
import { type Id, isId } from "../ids.ts";

const SECRET_BYTES = 32;
const TOKEN = /^(cs_[0-9a-z]{26})\.([A-Za-z0-9_-]{43})$/;

/** A session whose link somebody has. */
export type LinkedSession = ConnectSessionRow & { readonly organizationName: string };

/** The token of a session's link, shown once, and what is stored of it. */
export async function newLink(
  id: Id<"connectSession">,
): Promise<{ readonly token: string; readonly secretHash: string }> {
  const secret = bytesToBase64Url(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
  return { token: `${id}.${secret}`, secretHash: await sha256Hex(secret) };
}

/** The session of a token, also one that has ended; null where the token is none, was forged or was revoked. */
export async function sessionOf(db: Database, token: string): Promise<LinkedSession | null> {
  const [, id = "", secret = ""] = TOKEN.exec(token) ?? [];
  if (!isId("connectSession", id)) {
    return null;
  }
  const [session, hash] = await Promise.all([findSessionOfLink(db, id), sha256Hex(secret)]);
  return session !== null && equalBytes(utf8ToBytes(session.secretHash), utf8ToBytes(hash)) ? session : null;
}

/** Where a person goes back to, told how it ended. */
export function returnUrlWith(
  returnUrl: string,
  {
    connectionId,
    status,
    error,
  }: {
    /** null where nothing was begun. */
    readonly connectionId: string | null;
    readonly status: string;
    readonly error: string | null;
  },
): string {
  const url = new URL(returnUrl);
  if (connectionId !== null) {
    url.searchParams.set("connectionId", connectionId);
  }
  url.searchParams.set("status", status);
  if (error !== null) {
    url.searchParams.set("error", error);
  }
  return url.href;
}
