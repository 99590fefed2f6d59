import { bytesToHex, utf8ToBytes } from "../../crypto/bytes.ts";

/** Parameters that a signature does not cover. */
const UNSIGNED = new Set(["file", "cloud_name", "resource_type", "api_key", "signature"]);

/**
 * The signature of a call of the upload API: a hash of the parameters in order, with the secret after them, in which an
 * ampersand of a value is escaped (version 2). https://cloudinary.com/documentation/authentication_signatures
 */
export async function signParameters(
  parameters: Readonly<Record<string, string>>,
  { apiSecret, algorithm }: { readonly apiSecret: string; readonly algorithm: "SHA-1" | "SHA-256" },
): Promise<string> {
  const signed = Object.entries(parameters)
    .filter(([name, value]) => !UNSIGNED.has(name) && value !== "")
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`.replaceAll("&", "%26"))
    .join("&");
  const digest = await crypto.subtle.digest(algorithm, utf8ToBytes(signed + apiSecret));
  return bytesToHex(new Uint8Array(digest));
}
