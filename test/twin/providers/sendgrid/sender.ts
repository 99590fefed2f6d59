import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { createIds } from "../../ids.ts";
import { encodeText, JSON_TYPE, overlay, textAt } from "../../payload.ts";
import { chooseType, type Sender, TwinError, toSeconds } from "../../sender.ts";
import { payloads } from "./payloads.ts";

const WRONG_KEY =
  "sendgrid signs with a private key of the curve P-256 (PKCS #8, PEM or base64), not with the public key that the endpoint holds. --new-key prints a pair";

/** @param text PKCS #8 in PEM or in bare base64 */
function readPrivateKey(text: string): KeyObject {
  try {
    const key = text.includes("-----BEGIN")
      ? createPrivateKey(text)
      : createPrivateKey({ key: Buffer.from(text, "base64"), format: "der", type: "pkcs8" });
    if (key.asymmetricKeyDetails?.namedCurve === "prime256v1") {
      return key;
    }
  } catch (cause) {
    throw new TwinError(WRONG_KEY, { cause });
  }
  throw new TwinError(WRONG_KEY);
}

/** SendGrid: ECDSA over P-256, DER, over `{timestamp}{body}`. https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features */
export const sendgrid: Sender = {
  provider: "sendgrid",
  signingKeyHint: "the private key, PKCS #8 in PEM or base64; the endpoint holds the public one",
  // Retries arrive for up to a day, and SendGrid does not say whether each is signed anew.
  toleranceSeconds: 86_400,
  signs: "bytes",
  types: Object.keys(payloads),
  newSecret: () => {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    return {
      secret: publicKey.export({ type: "spki", format: "der" }).toString("base64"),
      signingKey: privateKey.export({ type: "pkcs8", format: "der" }).toString("base64"),
    };
  },
  make(type, { now, sequence, overrides }) {
    const build = chooseType("sendgrid", payloads, type);
    const scene = { ids: createIds("sendgrid", now, sequence), time: toSeconds(now) };
    const events = build(scene).map((event) => overlay(event, overrides));
    return {
      id: textAt(events[0] ?? {}, "sg_event_id"),
      contentType: JSON_TYPE,
      // The line end is part of what SendGrid signs: a receiver that trims loses the signature.
      body: encodeText(`${JSON.stringify(events)}\r\n`),
      headers: { "user-agent": "SendGrid Event API" },
    };
  },
  async sign({ body }, signingKey, now) {
    const timestamp = String(toSeconds(now));
    const key = readPrivateKey(signingKey);
    const signature = sign("sha256", Buffer.concat([Buffer.from(timestamp), body]), {
      key,
      dsaEncoding: "der",
    });
    return {
      "x-twilio-email-event-webhook-signature": signature.toString("base64"),
      "x-twilio-email-event-webhook-timestamp": timestamp,
    };
  },
};
