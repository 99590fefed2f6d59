import type { Acted, Answer, Call, Route } from "../../api/provider-api.ts";
import type { Schema } from "../../api/schema.ts";
import { textAt } from "../../payload.ts";
import type { JsonObject } from "../../sender.ts";
import { checkMetadata, expandSchema, metadataSchema } from "./customers.ts";
import { findDecline } from "./declines.ts";
import { paymentIntent } from "./payments.ts";
import { invalid, refusal } from "./refusals.ts";
import { createScene } from "./scene.ts";

const text: Schema = { type: "string" };
const flag: Schema = { type: "boolean" };
const texts: Schema = { type: "array", items: text };
const anything: Schema = { type: "object" };

const params: Schema = {
  type: "object",
  required: ["amount", "currency"],
  properties: {
    amount: { type: "integer" },
    currency: text,
    allowed_payment_method_types: texts,
    amount_details: anything,
    application_fee_amount: { type: "integer" },
    automatic_payment_methods: anything,
    capture_method: { type: "string", enum: ["automatic", "automatic_async", "manual"] },
    confirm: flag,
    confirmation_method: { type: "string", enum: ["automatic", "manual"] },
    confirmation_token: text,
    customer: text,
    customer_account: text,
    description: text,
    error_on_requires_action: flag,
    excluded_payment_method_types: texts,
    expand: expandSchema,
    hooks: anything,
    mandate: text,
    mandate_data: anything,
    metadata: metadataSchema,
    off_session: { oneOf: [flag, text] },
    on_behalf_of: text,
    payment_details: anything,
    payment_method: text,
    payment_method_configuration: text,
    payment_method_data: anything,
    payment_method_options: anything,
    payment_method_types: texts,
    radar_options: anything,
    receipt_email: text,
    return_url: text,
    setup_future_usage: text,
    shipping: anything,
    statement_descriptor: text,
    statement_descriptor_suffix: text,
    transfer_data: anything,
    transfer_group: text,
    use_stripe_sdk: flag,
  },
};

const SMALLEST = 50;
/** Without a minor unit. https://docs.stripe.com/currencies#zero-decimal */
const ZERO_DECIMAL = /^(bif|clp|djf|gnf|jpy|kmf|krw|mga|pyg|rwf|ugx|vnd|vuv|xaf|xof|xpf)$/i;

function checkIntent(call: Call): Answer | null {
  const amount = Number(call.params.amount);
  const currency = textAt(call.params, "currency") ?? "";
  if (!/^[a-z]{3}$/i.test(currency)) {
    return invalid(`Invalid currency: ${currency}.`, { param: "currency" });
  }
  if (amount < 1) {
    return invalid("This value must be greater than or equal to 1.", {
      code: "parameter_invalid_integer",
      param: "amount",
    });
  }
  return amount < SMALLEST && !ZERO_DECIMAL.test(currency)
    ? invalid("Amount must be at least 50 cents", { code: "amount_too_small", param: "amount" })
    : checkMetadata(call);
}

function statusOf({ confirm, payment_method }: JsonObject): string {
  if (payment_method === undefined) {
    return "requires_payment_method";
  }
  return confirm === true ? "succeeded" : "requires_confirmation";
}

function newIntent({
  params: given,
  now,
  sequence,
  credential,
  ids,
}: Call): JsonObject & { readonly id: string } {
  const scene = createScene({ now, sequence });
  const id = scene.id("pi", 24);
  const status = statusOf(given);
  const base = paymentIntent(scene, {
    amount: given.amount,
    amount_received: status === "succeeded" ? given.amount : 0,
    application_fee_amount: given.application_fee_amount ?? null,
    automatic_payment_methods: given.automatic_payment_methods ?? null,
    capture_method: given.capture_method ?? "automatic_async",
    client_secret: `${id}_secret_${ids.base62("secret", 25)}`,
    confirmation_method: given.confirmation_method ?? "automatic",
    created: scene.created,
    currency: String(given.currency).toLowerCase(),
    customer: given.customer ?? null,
    description: given.description ?? null,
    livemode: credential.includes("_live_"),
    metadata: given.metadata ?? {},
    payment_method: given.payment_method ?? null,
    payment_method_types: given.payment_method_types ?? ["card"],
    receipt_email: given.receipt_email ?? null,
    status,
  });
  return { ...base, latest_charge: status === "succeeded" ? base.latest_charge : null, id };
}

function decide(intent: JsonObject & { readonly id: string }, { params: given, ids }: Call): Acted {
  const declined = given.confirm === true ? findDecline(given.payment_method) : undefined;
  if (declined === undefined) {
    return { answer: { status: 200, body: intent }, made: { id: intent.id, object: intent } };
  }
  const error = { ...declined, charge: `ch_${ids.base62("charge", 24)}`, type: "card_error" };
  const open = {
    ...intent,
    amount_received: 0,
    last_payment_error: error,
    latest_charge: error.charge,
    payment_method: null,
    status: "requires_payment_method",
  };
  return {
    answer: refusal(402, { ...error, payment_intent: open }),
    made: { id: intent.id, object: open },
  };
}

/** Create a PaymentIntent. https://docs.stripe.com/api/payment_intents/create */
export const createPaymentIntent: Route = {
  method: "POST",
  path: "/v1/payment_intents",
  action: "payment_intent.create",
  takes: ["form"],
  params,
  check: checkIntent,
  act: (call) => decide(newIntent(call), call),
};
