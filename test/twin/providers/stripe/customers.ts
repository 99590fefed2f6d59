import type { Answer, Call, Route } from "../../api/provider-api.ts";
import type { Schema } from "../../api/schema.ts";
import { isJsonObject, textAt } from "../../payload.ts";
import type { JsonObject } from "../../sender.ts";
import { customer } from "./payments.ts";
import { invalid } from "./refusals.ts";
import { createScene } from "./scene.ts";

const text: Schema = { type: "string" };
const anything: Schema = { type: "object" };
const emptyable = (schema: Schema): Schema => ({ oneOf: [schema, { type: "string", maxLength: 0 }] });

const address: Schema = {
  type: "object",
  properties: { city: text, country: text, line1: text, line2: text, postal_code: text, state: text },
};

export const metadataSchema: Schema = { type: "object", additionalProperties: text };
export const expandSchema: Schema = { type: "array", items: text };

const MAX_KEYS = 50;
const MAX_NAME = 40;
const MAX_VALUE = 500;

/** https://docs.stripe.com/api/metadata */
export function checkMetadata({ params: { metadata } }: Pick<Call, "params">): Answer | null {
  const entries = isJsonObject(metadata) ? Object.entries(metadata) : [];
  if (entries.length > MAX_KEYS) {
    return invalid(`Metadata can have up to ${MAX_KEYS} keys.`, { param: "metadata" });
  }
  const [name] =
    entries.find(([key, value]) => key.length > MAX_NAME || String(value).length > MAX_VALUE) ?? [];
  return name === undefined
    ? null
    : invalid(`Metadata keys can have up to ${MAX_NAME} characters, values up to ${MAX_VALUE}.`, {
        param: `metadata[${name}]`,
      });
}

function checkCustomer(call: Call): Answer | null {
  const email = textAt(call.params, "email");
  return email === null || email === "" || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)
    ? checkMetadata(call)
    : invalid(`Invalid email address: ${email}`, { code: "email_invalid", param: "email" });
}

function newCustomer({ params, now, sequence, credential }: Call): JsonObject & { readonly id: string } {
  const scene = createScene({ now, sequence });
  const given = (name: string): unknown => (params[name] === "" ? null : (params[name] ?? null));
  return {
    ...customer(scene, {
      address: given("address"),
      balance: params.balance ?? 0,
      description: given("description"),
      email: given("email"),
      livemode: credential.includes("_live_"),
      metadata: isJsonObject(params.metadata) ? params.metadata : {},
      name: given("name"),
      phone: given("phone"),
      preferred_locales: params.preferred_locales ?? [],
      shipping: given("shipping"),
      tax_exempt: params.tax_exempt ?? "none",
    }),
    id: scene.customerId,
  };
}

/** Create a customer. https://docs.stripe.com/api/customers/create */
export const createCustomer: Route = {
  method: "POST",
  path: "/v1/customers",
  action: "customer.create",
  takes: ["form"],
  params: {
    type: "object",
    properties: {
      address: emptyable(address),
      balance: { type: "integer" },
      business_name: text,
      cash_balance: anything,
      description: text,
      email: { ...text, maxLength: 512 },
      expand: expandSchema,
      individual_name: text,
      invoice_prefix: text,
      invoice_settings: anything,
      metadata: emptyable(metadataSchema),
      name: text,
      next_invoice_sequence: { type: "integer" },
      payment_method: text,
      phone: text,
      preferred_locales: { type: "array", items: text },
      shipping: emptyable(anything),
      source: text,
      tax: anything,
      tax_exempt: { type: "string", enum: ["", "exempt", "none", "reverse"] },
      tax_id_data: { type: "array", items: anything },
      test_clock: text,
      validate: { type: "boolean" },
    },
  },
  check: checkCustomer,
  act: (call) => {
    const body = newCustomer(call);
    return { answer: { status: 200, body }, made: { id: body.id, object: body } };
  },
};
