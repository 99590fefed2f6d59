import { randomBytes } from "node:crypto";
import { createIds, pickPerson } from "../../ids.ts";
import { hmac, sharedSecret } from "../../keys.ts";
import { encodeText, JSON_TYPE, overlay } from "../../payload.ts";
import { chooseType, type Sender, TwinError, toSeconds } from "../../sender.ts";
import { payloads } from "./payloads.ts";

/** Resend sends through Svix: `v1,<base64>` over `{id}.{timestamp}.{body}`. https://resend.com/docs/dashboard/webhooks/verify-webhooks-requests */
export const resend: Sender = {
  provider: "resend",
  signingKeyHint: "the webhook's signing secret, whsec_<base64>",
  toleranceSeconds: 300,
  signs: "bytes",
  types: Object.keys(payloads),
  newSecret: () => sharedSecret(`whsec_${randomBytes(24).toString("base64")}`),
  make(type, { now, sequence, overrides }) {
    const build = chooseType("resend", payloads, type);
    const ids = createIds("resend", now, sequence);
    const at = new Date(now).toISOString();
    const event = { type, created_at: at, data: build({ ids, person: pickPerson(ids), at }) };
    const id = `msg_${ids.base62("delivery", 27)}`;
    return {
      id,
      contentType: JSON_TYPE,
      body: encodeText(JSON.stringify(overlay(event, overrides))),
      headers: {
        "user-agent": "Svix-Webhooks/1.62.0 (sender-9YMgn; +https://www.svix.com/http-sender/)",
        "svix-id": id,
      },
    };
  },
  async sign({ headers, body }, signingKey, now) {
    const id = headers["svix-id"];
    if (id === undefined) {
      throw new TwinError("resend signs the delivery's id: the header svix-id is missing");
    }
    const timestamp = String(toSeconds(now));
    const key = Buffer.from(signingKey.replace(/^whsec_/, ""), "base64");
    const mac = hmac("sha256", key, [`${id}.${timestamp}.`, body]);
    return { "svix-timestamp": timestamp, "svix-signature": `v1,${mac.toString("base64")}` };
  },
};
