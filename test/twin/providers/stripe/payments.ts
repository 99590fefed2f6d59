import type { Stripe } from "stripe";
import type { JsonObject } from "../../sender.ts";
import type { Scene } from "./scene.ts";

const AMOUNT = 2599;

/** A customer as Stripe writes one. */
export function customer(scene: Scene, changes: JsonObject): JsonObject {
  const base = {
    id: scene.customerId,
    object: "customer",
    address: {
      city: scene.person.city,
      country: "DE",
      line1: null,
      line2: null,
      postal_code: null,
      state: null,
    },
    balance: 0,
    created: scene.created,
    currency: null,
    default_source: null,
    delinquent: false,
    description: null,
    email: scene.person.email,
    invoice_prefix: scene.ids.upper("prefix", 8),
    livemode: false,
    metadata: { external_id: scene.ids.uuid("external") },
    name: scene.person.name,
    phone: scene.person.phone,
    preferred_locales: ["de"],
    shipping: null,
    tax_exempt: "none",
  } satisfies { [K in keyof Stripe.Customer]?: unknown };
  return { ...base, ...changes };
}

/** A payment intent as Stripe writes one. */
export function paymentIntent(scene: Scene, changes: JsonObject): JsonObject {
  const base = {
    id: scene.id("pi", 24),
    object: "payment_intent",
    amount: AMOUNT,
    amount_capturable: 0,
    amount_received: 0,
    automatic_payment_methods: { allow_redirects: "always", enabled: true },
    canceled_at: null,
    capture_method: "automatic_async",
    confirmation_method: "automatic",
    created: scene.created - 5,
    currency: "eur",
    customer: scene.customerId,
    description: `Bestellung von ${scene.person.name}`,
    last_payment_error: null,
    latest_charge: scene.id("ch", 24),
    livemode: false,
    metadata: {},
    next_action: null,
    payment_method: scene.id("pm", 24),
    payment_method_types: ["card"],
    receipt_email: scene.person.email,
    status: "succeeded",
  } satisfies { [K in keyof Stripe.PaymentIntent]?: unknown };
  return { ...base, ...changes };
}

function charge(scene: Scene, changes: JsonObject): JsonObject {
  const base = {
    id: scene.id("ch", 24),
    object: "charge",
    amount: AMOUNT,
    amount_captured: AMOUNT,
    amount_refunded: 0,
    billing_details: { address: null, email: scene.person.email, name: scene.person.name, phone: null },
    captured: true,
    created: scene.created - 3600,
    currency: "eur",
    customer: scene.customerId,
    description: `Bestellung von ${scene.person.name}`,
    disputed: false,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: {},
    outcome: { network_status: "approved_by_network", risk_level: "normal", type: "authorized" },
    paid: true,
    payment_intent: scene.id("pi", 24),
    payment_method: scene.id("pm", 24),
    receipt_url: `https://pay.stripe.com/receipts/payment/${scene.ids.base62("receipt", 40)}`,
    refunded: false,
    status: "succeeded",
  } satisfies { [K in keyof Stripe.Charge]?: unknown };
  return { ...base, ...changes };
}

function dispute(scene: Scene): JsonObject {
  return {
    id: scene.id("du", 24),
    object: "dispute",
    amount: AMOUNT,
    charge: scene.id("ch", 24),
    created: scene.created,
    currency: "eur",
    evidence: { customer_name: scene.person.name, customer_email_address: scene.person.email },
    evidence_details: {
      due_by: scene.created + 604_800,
      has_evidence: false,
      past_due: false,
      submission_count: 0,
    },
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: scene.id("pi", 24),
    reason: "product_not_received",
    status: "needs_response",
  } satisfies { [K in keyof Stripe.Dispute]?: unknown };
}

/** Objects of the payment events. https://docs.stripe.com/api/events/types */
export const paymentEvents = {
  "customer.created": (scene) => customer(scene, {}),
  "customer.updated": (scene) => customer(scene, { created: scene.created - 86_400 }),
  "customer.deleted": (scene) => customer(scene, { created: scene.created - 86_400 }),
  "payment_intent.succeeded": (scene) => paymentIntent(scene, { amount_received: AMOUNT }),
  "payment_intent.payment_failed": (scene) =>
    paymentIntent(scene, {
      status: "requires_payment_method",
      payment_method: null,
      last_payment_error: {
        code: "card_declined",
        decline_code: "insufficient_funds",
        message: "Your card has insufficient funds.",
        type: "card_error",
      },
    }),
  "charge.refunded": (scene) => charge(scene, { amount_refunded: AMOUNT, refunded: true }),
  "charge.dispute.created": (scene) => dispute(scene),
} satisfies Record<string, (scene: Scene) => JsonObject>;
