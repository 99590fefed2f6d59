import { base64ToBytes, bytesToBase64, concatBytes } from "../crypto/bytes.ts";

/** AlgorithmIdentifier of rsaEncryption with NULL parameters, after `version 0`. RFC 8017 appendix A.1. */
const RSA_HEADER = Uint8Array.of(
  ...[0x02, 0x01, 0x00],
  ...[0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00],
);

const OCTET_STRING = 0x04;
const SEQUENCE = 0x30;

const PEM = /^-----BEGIN (RSA )?PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END \1?PRIVATE KEY-----$/;

/**
 * A private RSA key as PEM with PKCS#8, the one form that WebCrypto takes, from that or from PKCS#1, which DocuSign and
 * OpenSSL hand out. Line breaks may be written as `\n`, as they are in an environment variable. null: it is neither.
 */
export function toPkcs8Pem(text: string): string | null {
  const match = PEM.exec(text.replaceAll("\\n", "\n").trim());
  const der = base64ToBytes((match?.[2] ?? "").replaceAll(/\s/g, ""));
  if (match === null || der === null || der.length === 0) {
    return null;
  }
  const pkcs8 =
    match[1] === undefined ? der : tagged(SEQUENCE, concatBytes([RSA_HEADER, tagged(OCTET_STRING, der)]));
  const lines = bytesToBase64(pkcs8).match(/.{1,64}/g) ?? [];
  return ["-----BEGIN PRIVATE KEY-----", ...lines, "-----END PRIVATE KEY-----"].join("\n");
}

/** DER: tag, length, contents. X.690 section 8.1.3. */
function tagged(tag: number, contents: Uint8Array): Uint8Array {
  const bytes: number[] = [];
  for (let rest = contents.length; rest > 0; rest = Math.floor(rest / 256)) {
    bytes.unshift(rest % 256);
  }
  const length = contents.length < 0x80 ? [contents.length] : [0x80 | bytes.length, ...bytes];
  return concatBytes([Uint8Array.of(tag, ...length), contents]);
}
