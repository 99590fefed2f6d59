import type { Stripe } from "stripe";
import type { JsonObject } from "../../sender.ts";
import type { Scene } from "./scene.ts";

const DAY_SECONDS = 86_400;
const AMOUNT = 4900;

/** A month's subscription, its invoice and item, as they refer to each other. */
function subscription(scene: Scene, changes: JsonObject): JsonObject {
  const id = scene.id("sub", 24);
  const period = {
    current_period_start: scene.created,
    current_period_end: scene.created + 30 * DAY_SECONDS,
  };
  const base = {
    id,
    object: "subscription",
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: scene.created,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, reason: null },
    collection_method: "charge_automatically",
    created: scene.created,
    currency: "eur",
    customer: scene.customerId,
    default_payment_method: scene.id("pm", 24),
    description: `Abonnement für ${scene.person.name}`,
    ended_at: null,
    items: {
      object: "list",
      data: [
        { id: scene.id("si", 14), object: "subscription_item", ...period, quantity: 1, subscription: id },
      ],
      has_more: false,
      total_count: 1,
      url: `/v1/subscription_items?subscription=${id}`,
    },
    latest_invoice: scene.id("in", 24),
    livemode: false,
    metadata: {},
    pause_collection: null,
    start_date: scene.created,
    status: "active",
    trial_end: null,
    trial_start: null,
  } satisfies { [K in keyof Stripe.Subscription]?: unknown };
  return { ...base, ...changes };
}

function invoiceLine(scene: Scene): JsonObject {
  return {
    id: scene.id("il", 24),
    object: "line_item",
    amount: AMOUNT,
    currency: "eur",
    description: "1 × Café Crème Abo (at €49.00 / month)",
    discountable: true,
    livemode: false,
    metadata: {},
    parent: {
      type: "subscription_item_details",
      invoice_item_details: null,
      subscription_item_details: {
        subscription: scene.id("sub", 24),
        subscription_item: scene.id("si", 14),
        proration: false,
      },
    },
    period: { start: scene.created, end: scene.created + 30 * DAY_SECONDS },
    pricing: {
      type: "price_details",
      price_details: { price: scene.id("price", 24), product: scene.id("prod", 14) },
      unit_amount_decimal: String(AMOUNT),
    },
    quantity: 1,
  };
}

function invoice(scene: Scene, changes: JsonObject): JsonObject {
  const id = scene.id("in", 24);
  const base = {
    id,
    object: "invoice",
    account_country: "DE",
    account_name: "Café Crème GmbH",
    amount_due: AMOUNT,
    amount_paid: 0,
    amount_remaining: AMOUNT,
    attempt_count: 0,
    attempted: false,
    auto_advance: true,
    billing_reason: "subscription_cycle",
    collection_method: "charge_automatically",
    created: scene.created - 3600,
    currency: "eur",
    customer: scene.customerId,
    customer_email: scene.person.email,
    customer_name: scene.person.name,
    description: null,
    due_date: null,
    hosted_invoice_url: `https://invoice.stripe.com/i/acct_1Twin0000000000/test_${scene.ids.base62("hosted", 32)}`,
    lines: { object: "list", data: [invoiceLine(scene)], has_more: false, url: `/v1/invoices/${id}/lines` },
    livemode: false,
    metadata: {},
    next_payment_attempt: null,
    number: `${scene.ids.upper("number", 8)}-0001`,
    parent: {
      type: "subscription_details",
      quote_details: null,
      subscription_details: { metadata: {}, subscription: scene.id("sub", 24) },
    },
    period_end: scene.created,
    period_start: scene.created - 30 * DAY_SECONDS,
    status: "open",
    status_transitions: {
      finalized_at: scene.created,
      marked_uncollectible_at: null,
      paid_at: null,
      voided_at: null,
    },
    subtotal: AMOUNT,
    total: AMOUNT,
  } satisfies { [K in keyof Stripe.Invoice]?: unknown };
  return { ...base, ...changes };
}

/** Objects of the billing events. https://docs.stripe.com/api/events/types */
export const billingEvents = {
  "invoice.finalized": (scene) => invoice(scene, { next_payment_attempt: scene.created + 3600 }),
  "invoice.paid": (scene) =>
    invoice(scene, {
      status: "paid",
      amount_paid: AMOUNT,
      amount_remaining: 0,
      attempt_count: 1,
      attempted: true,
      auto_advance: false,
      status_transitions: {
        finalized_at: scene.created - 60,
        marked_uncollectible_at: null,
        paid_at: scene.created,
        voided_at: null,
      },
    }),
  "invoice.payment_failed": (scene) =>
    invoice(scene, {
      attempt_count: 1,
      attempted: true,
      next_payment_attempt: scene.created + 3 * DAY_SECONDS,
    }),
  "invoice.payment_action_required": (scene) =>
    invoice(scene, { attempt_count: 1, attempted: true, auto_advance: false }),
  "invoice.voided": (scene) => invoice(scene, { status: "void", auto_advance: false }),
  "invoice.marked_uncollectible": (scene) =>
    invoice(scene, { status: "uncollectible", attempt_count: 4, attempted: true, auto_advance: false }),
  "customer.subscription.created": (scene) => subscription(scene, {}),
  "customer.subscription.updated": (scene) => subscription(scene, { cancel_at_period_end: true }),
  "customer.subscription.deleted": (scene) =>
    subscription(scene, { status: "canceled", canceled_at: scene.created, ended_at: scene.created }),
} satisfies Record<string, (scene: Scene) => JsonObject>;
