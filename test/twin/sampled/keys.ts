import { generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import type { Proof, SignedProof } from "../../../shared/signatures/scheme.ts";
import { newHex, sharedSecret } from "../keys.ts";
import { type SecretPair, TwinError } from "../sender.ts";

const SECRET_BYTES = 32;

/** A new secret of the form that a scheme takes; of an asymmetric one the public key, with the private one to sign with. */
export function newSecretFor(scheme: Proof): SecretPair {
  switch (scheme.kind) {
    case "token":
      return sharedSecret(newHex(40));
    case "basic":
      return sharedSecret(`hook:${newHex(40)}`);
    case "hmac":
    case "digest":
      return sharedSecret(sharedText(scheme));
    case "ed25519":
      return pairOf(generateKeyPairSync("ed25519"));
    case "rsa":
      return pairOf(generateKeyPairSync("rsa", { modulusLength: 2048 }));
    case "jwt":
      throw new TwinError("signed tokens are not sent from here");
    case "ecdsa-p256":
      return pairOf(generateKeyPairSync("ec", { namedCurve: "P-256" }));
  }
}

function sharedText({ key }: SignedProof): string {
  const bytes = randomBytes(SECRET_BYTES);
  const mark = key?.strip?.includes("whsec_") ? "whsec_" : "";
  return mark + bytes.toString(key?.decode === "base64" ? "base64" : "hex");
}

function pairOf({ publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject }): SecretPair {
  return {
    secret: publicKey.export({ format: "der", type: "spki" }).toString("base64"),
    signingKey: privateKey.export({ format: "der", type: "pkcs8" }).toString("base64"),
  };
}
