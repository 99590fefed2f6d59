import { createIds, type Ids, type Person, pickPerson } from "../../ids.ts";
import { hmac, newHex, sharedSecret } from "../../keys.ts";
import { encodeText, JSON_TYPE, overlay } from "../../payload.ts";
import { chooseType, type JsonObject, type Sender, toSeconds } from "../../sender.ts";

const data: Readonly<Record<string, (ids: Ids, person: Person) => JsonObject>> = {
  "order.created": (ids, { name, email }) => ({
    orderId: ids.number("order", 8),
    customer: { name, email },
    items: [{ name: "Crème brûlée", quantity: 2, price: 690 }],
    currency: "EUR",
  }),
  "order.shipped": (ids, { city }) => ({
    orderId: ids.number("order", 8),
    carrier: "Brieftaube & Söhne",
    trackingNumber: ids.upper("tracking", 12),
    city,
  }),
  "form.submitted": (ids, { name, email, city }) => ({
    formId: ids.base62("form", 12),
    answers: { name, email, message: `Grüße aus ${city}` },
  }),
};

/** A sender that no table knows, described in the platform's signature language: HMAC-SHA256 over `{timestamp}.{body}`. */
export const custom: Sender = {
  provider: "custom",
  signingKeyHint: "the text shared with the endpoint",
  scheme: {
    kind: "hmac",
    algorithm: "sha256",
    signature: { from: { header: "x-signature" }, encoding: "hex" },
    timestamp: { from: { header: "x-timestamp" }, unit: "s" },
    content: [{ timestamp: true }, ".", { body: "raw" }],
    id: { header: "x-event-id" },
    type: { json: "/type" },
    time: { from: { json: "/createdAt" }, unit: "iso" },
  },
  toleranceSeconds: 300,
  signs: "bytes",
  types: Object.keys(data),
  newSecret: () => sharedSecret(newHex(64)),
  make(type, { now, sequence, overrides }) {
    const build = chooseType("custom", data, type);
    const ids = createIds("custom", now, sequence);
    const event = { type, createdAt: new Date(now).toISOString(), data: build(ids, pickPerson(ids)) };
    const id = ids.uuid("event");
    return {
      id,
      contentType: JSON_TYPE,
      body: encodeText(JSON.stringify(overlay(event, overrides))),
      headers: { "user-agent": "Bestellsystem/2.1", "x-event-id": id },
    };
  },
  async sign({ body }, signingKey, now) {
    const timestamp = String(toSeconds(now));
    const mac = hmac("sha256", signingKey, [`${timestamp}.`, body]);
    return { "x-timestamp": timestamp, "x-signature": mac.toString("hex") };
  },
};
