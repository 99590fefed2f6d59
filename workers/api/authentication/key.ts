import { bytesToBase64Url, equalBytes } from "../../../shared/crypto/bytes.ts";
import { sha256, sha256Hex } from "../../../shared/crypto/sha256.ts";
import { findKeyByHash, type KeyRow } from "../../../shared/db/queries/keys.ts";
import type { Id } from "../../../shared/ids.ts";
import type { Context } from "../../context.ts";
import type { Principal } from "../types.ts";

/** `cw_`, 256 random bits, and six characters of their hash: a mistyped or invented key costs no look-up. */
const KEY_FORM = /^cw_([A-Za-z0-9_-]{43})([A-Za-z0-9_-]{6})$/;
const KEY_BYTES = 32;

/** A revoked key works for at most this long in an isolate that knows it. */
const CACHE_TTL_MS = 5_000;
const CACHE_ENTRIES = 1_000;

const cache = new Map<string, { readonly loadedAt: number; readonly key: KeyRow | null }>();

/** A new API key: shown once, stored as its hash. */
export async function newKey(): Promise<{ key: string; hash: string; hint: string }> {
  const body = bytesToBase64Url(crypto.getRandomValues(new Uint8Array(KEY_BYTES)));
  const key = `cw_${body}${await checksum(body)}`;
  return { key, hash: await sha256Hex(key), hint: key.slice(0, 9) };
}

/** The organization of an API key; null when it is malformed, unknown, expired or revoked. */
export async function authenticateKey(token: string, context: Context): Promise<Principal | null> {
  const [, body, check] = KEY_FORM.exec(token) ?? [];
  if (body === undefined || check !== (await checksum(body))) {
    return null;
  }
  const row = await keyOf(await sha256Hex(token), context);
  if (row === null || (row.expiresAt !== null && row.expiresAt <= context.clock())) {
    return null;
  }
  return {
    kind: "organization",
    organizationId: row.organizationId,
    scopes: row.scopes === null ? null : new Set(row.scopes),
    keyExpiresAt: row.expiresAt,
    limiter: row.id,
  };
}

/** The admin, when the token is the deployment's; compared as digests, so that its length tells nothing. */
export async function authenticateAdmin(token: string, context: Context): Promise<Principal | null> {
  const [given, wanted] = await Promise.all([sha256(token), sha256(context.settings.ADMIN_TOKEN)]);
  return equalBytes(given, wanted) ? { kind: "admin", limiter: "admin" } : null;
}

/** Drops an organization's keys, or one of them, from this isolate's cache; other isolates forget them in five seconds. */
export function forgetKeys(organizationId: Id<"organization">, id?: Id<"key">): void {
  for (const [hash, { key }] of cache) {
    if (key?.organizationId === organizationId && (id === undefined || key.id === id)) {
      cache.delete(hash);
    }
  }
}

async function keyOf(hash: string, context: Context): Promise<KeyRow | null> {
  const now = context.clock();
  const known = cache.get(hash);
  if (known !== undefined && now >= known.loadedAt && now - known.loadedAt < CACHE_TTL_MS) {
    return known.key;
  }
  const key = await findKeyByHash(context.db, hash);
  cache.delete(hash);
  cache.set(hash, { loadedAt: now, key });
  if (cache.size > CACHE_ENTRIES) {
    cache.delete(cache.keys().next().value ?? hash);
  }
  return key;
}

async function checksum(body: string): Promise<string> {
  return bytesToBase64Url(await sha256(`causeway key ${body}`)).slice(0, 6);
}
