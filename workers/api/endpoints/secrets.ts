import { bytesToBase64, bytesToBase64Url, bytesToHex } from "../../../shared/crypto/bytes.ts";
import type { EndpointRow } from "../../../shared/db/queries/endpoints.ts";
import type { Problem } from "../../../shared/errors.ts";
import { sealSecret } from "../../../shared/inbound/endpoint-identity.ts";
import { proofsOf, type Scheme } from "../../../shared/signatures/scheme.ts";
import type { Context } from "../../context.ts";
import { expiring } from "../rotation.ts";
import { invalidField } from "../validation.ts";
import { checkSecretForm, schemeOf } from "./check.ts";

const SECRET_BYTES = 32;

/**
 * The endpoint's secrets with a new one; the old ones expire, those that did are dropped.
 * @throws Problem when the secret is malformed or ten are live already
 */
export async function rotate(
  context: Context,
  row: EndpointRow,
  { secret, expireOldAfterSeconds }: { readonly secret: string; readonly expireOldAfterSeconds: number },
): Promise<EndpointRow["secrets"]> {
  await checkSecretForm(schemeOf(row), secret);
  const old = expiring(row.secrets, expireOldAfterSeconds, context.clock());
  return [await sealSecret(context, row, secret), ...old];
}

/**
 * A new shared secret in the form that the scheme decodes.
 * @throws Problem where the sender alone can make the key
 */
export function generateSecret(scheme: Scheme | null): string {
  const bytes = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
  const proof = scheme === null ? null : proofsOf(scheme)[0];
  switch (proof?.kind) {
    case "hmac":
    case "digest": {
      if (proof.key?.nameBefore !== undefined) {
        throw needsSecret();
      }
      const encode = { utf8: bytesToBase64Url, base64: bytesToBase64, hex: bytesToHex }[
        proof.key?.decode ?? "utf8"
      ];
      return `${proof.key?.strip?.includes("whsec_") ? "whsec_" : ""}${encode(bytes)}`;
    }
    case "token":
      return bytesToBase64Url(bytes);
    default:
      throw needsSecret();
  }
}

function needsSecret(): Problem {
  return invalidField("secret", "is needed: this sender makes its own");
}
