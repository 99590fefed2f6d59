import { Stripe } from "stripe";
import { newHex, sharedSecret } from "../../keys.ts";
import { encodeText, JSON_TYPE, overlay, textAt } from "../../payload.ts";
import { chooseType, type JsonObject, type Sender, TwinError, toSeconds } from "../../sender.ts";
import { billingEvents } from "./billing.ts";
import { paymentEvents } from "./payments.ts";
import { API_VERSION, createScene, type Scene } from "./scene.ts";

const events: Readonly<Record<string, (scene: Scene) => JsonObject>> = { ...billingEvents, ...paymentEvents };

/** `data.previous_attributes` of the `*.updated` events. */
const previousAttributes: Readonly<Record<string, JsonObject>> = {
  "customer.updated": { phone: null },
  "customer.subscription.updated": { cancel_at_period_end: false },
};

function decodeUtf8(body: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch (cause) {
    throw new TwinError("stripe signs text: the body must be UTF-8", { cause });
  }
}

/** Stripe: `t=…,v1=…` over `{t}.{body}`, signed by Stripe's own library. https://docs.stripe.com/webhooks */
export const stripe: Sender = {
  provider: "stripe",
  signingKeyHint: "the endpoint's signing secret, whsec_…",
  toleranceSeconds: 300,
  signs: "text",
  types: Object.keys(events),
  newSecret: () => sharedSecret(`whsec_${newHex(32)}`),
  make(type, options) {
    const build = chooseType("stripe", events, type);
    const scene = createScene(options);
    const previous = previousAttributes[type];
    const event = overlay(
      {
        id: scene.id("evt", 24),
        object: "event",
        api_version: API_VERSION,
        created: scene.created,
        data: {
          object: build(scene),
          ...(previous === undefined ? {} : { previous_attributes: previous }),
        },
        livemode: false,
        pending_webhooks: 1,
        request: { id: scene.id("req", 14), idempotency_key: scene.ids.uuid("request") },
        type,
      },
      options.overrides,
    );
    return {
      id: textAt(event, "id"),
      contentType: `${JSON_TYPE}; charset=utf-8`,
      // Stripe indents what it sends, so a receiver that parses and writes again loses the signature.
      body: encodeText(JSON.stringify(event, null, 2)),
      headers: { "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)" },
    };
  },
  async sign({ body }, signingKey, now) {
    const header = await Stripe.webhooks.generateTestHeaderStringAsync({
      payload: decodeUtf8(body),
      secret: signingKey,
      timestamp: toSeconds(now),
    });
    return { "stripe-signature": header };
  },
};
