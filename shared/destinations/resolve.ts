import { at, itemsAt } from "../model/read.ts";
import { isPublicAddress } from "../policy/public-address.ts";

/** A resolver that does not answer by then is asked again with the next attempt. */
const TIMEOUT_MS = 3_000;

const A = 1;
const AAAA = 28;

export type Resolved =
  | { readonly kind: "public" }
  | { readonly kind: "private" }
  /** No address, or no answer. */
  | { readonly kind: "unresolved" };

/**
 * Whether every address of a name is public, over DNS-over-HTTPS in JSON.
 * https://developers.cloudflare.com/1.1.1.1/encryption/dns-over-https/make-api-requests/dns-json/
 * @param fetch asks the resolver
 */
export async function resolveName(
  name: string,
  { dohUrl, fetch }: { readonly dohUrl: string; readonly fetch: typeof globalThis.fetch },
): Promise<Resolved> {
  const ask = async (type: number): Promise<readonly string[]> => {
    const url = new URL(dohUrl);
    url.searchParams.set("name", name);
    url.searchParams.set("type", String(type));
    const response = await fetch(url, {
      headers: { accept: "application/dns-json" },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error("The resolver refused.");
    }
    return itemsAt(await response.json(), "Answer").flatMap((answer) => {
      const data = at(answer, "data");
      return at(answer, "type") === type && typeof data === "string" ? [data] : [];
    });
  };
  let addresses: readonly string[];
  try {
    addresses = (await Promise.all([ask(A), ask(AAAA)])).flat();
  } catch {
    return { kind: "unresolved" };
  }
  if (addresses.length === 0) {
    return { kind: "unresolved" };
  }
  return { kind: addresses.every(isPublicAddress) ? "public" : "private" };
}
