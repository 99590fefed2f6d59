import { Stripe } from "stripe";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { HeaderFields } from "./sender.ts";
import { type RunningTwin, startTwin } from "./server.ts";
import { bearer, goodCalls, STRIPE_KEY } from "./support/calls.ts";
import { type Client, createClient } from "./support/client.ts";

let twin: RunningTwin;
let client: Client;

beforeEach(async () => {
  twin = await startTwin();
  client = createClient(twin.url);
});

afterEach(() => twin.close());

const headers = bearer(STRIPE_KEY);

describe("Stripe's API through Stripe's own library", () => {
  const replayed: (string | null)[] = [];

  function connect(key = STRIPE_KEY): Stripe {
    const toTwin: typeof fetch = async (input, init) => {
      const url = String(input).replace("https://api.stripe.com", `${twin.url}/stripe`);
      const response = await fetch(url, init);
      replayed.push(response.headers.get("idempotent-replayed"));
      return response;
    };
    return new Stripe(key, {
      httpClient: Stripe.createFetchHttpClient(toTwin),
      maxNetworkRetries: 0,
      telemetry: false,
    });
  }

  it("creates a customer with everything nested that it was given", async () => {
    const customer = await connect().customers.create({
      email: "zoe@example.com",
      name: "Zoë Müller",
      address: { city: "Zürich", country: "CH" },
      metadata: { external_id: "42" },
      preferred_locales: ["de", "fr"],
      expand: ["subscriptions"],
    });
    expect(customer).toMatchObject({
      id: expect.stringMatching(/^cus_[0-9A-Za-z]{14}$/),
      object: "customer",
      email: "zoe@example.com",
      name: "Zoë Müller",
      address: { city: "Zürich", country: "CH" },
      description: null,
      livemode: false,
      metadata: { external_id: "42" },
      preferred_locales: ["de", "fr"],
    });
    expect(customer.lastResponse.requestId).toMatch(/^req_[0-9A-Za-z]{14}$/);
    expect(customer.lastResponse.apiVersion).toBe("2026-10-28.endive");
  });

  it("creates payment intents, open or confirmed", async () => {
    const open = await connect().paymentIntents.create({
      amount: 2599,
      currency: "EUR",
      automatic_payment_methods: { enabled: true },
    });
    expect(open).toMatchObject({
      id: expect.stringMatching(/^pi_[0-9A-Za-z]{24}$/),
      amount: 2599,
      amount_received: 0,
      currency: "eur",
      latest_charge: null,
      status: "requires_payment_method",
      client_secret: expect.stringMatching(new RegExp(`^${open.id}_secret_`)),
    });
    const paid = await connect().paymentIntents.create({
      amount: 500,
      currency: "jpy",
      customer: "cus_1",
      payment_method: "pm_card_visa",
      off_session: true,
      confirm: true,
    });
    expect(paid).toMatchObject({ amount_received: 500, status: "succeeded", customer: "cus_1" });
  });

  it("declines a card in the library's words, and declines it again for the same key", async () => {
    const stripe = connect();
    const pay = () =>
      stripe.paymentIntents.create(
        {
          amount: 500,
          currency: "eur",
          payment_method: "pm_card_chargeDeclinedInsufficientFunds",
          confirm: true,
        },
        { idempotencyKey: "job_1" },
      );
    const declined = { type: "StripeCardError", statusCode: 402, decline_code: "insufficient_funds" };
    await expect(pay()).rejects.toMatchObject(declined);
    await expect(pay()).rejects.toMatchObject(declined);
    expect((await client.effects("stripe")).length).toBe(1);
  });

  it("answers the same for the same idempotency key, and says that it is a replay", async () => {
    const stripe = connect();
    const create = () => stripe.customers.create({ name: "Zoë" }, { idempotencyKey: "job_1" });
    const first = await create();
    const again = await create();
    expect({ ...again }).toEqual({ ...first });
    expect(replayed.slice(-2)).toEqual([null, "true"]);
    expect(again.lastResponse.requestId).not.toBe(first.lastResponse.requestId);
    expect(await client.effects("stripe")).toMatchObject([{ id: first.id, reference: "job_1" }]);
  });

  it("refuses an idempotency key with other parameters, and at another endpoint", async () => {
    const stripe = connect();
    const key = { idempotencyKey: "job_1" };
    await stripe.customers.create({ name: "Zoë" }, key);
    const error = { type: "StripeIdempotencyError", statusCode: 400, rawType: "idempotency_error" };
    await expect(stripe.customers.create({ name: "Łukasz" }, key)).rejects.toMatchObject(error);
    await expect(stripe.paymentIntents.create({ amount: 500, currency: "eur" }, key)).rejects.toMatchObject(
      error,
    );
    expect((await client.effects("stripe")).length).toBe(1);
  });

  it("answers 409 while the key's first request is in flight", async () => {
    await client.order("/_twin/faults", { provider: "stripe", kind: "slow", delayMs: 1000 });
    const stripe = connect();
    const create = () => stripe.customers.create({ name: "Zoë" }, { idempotencyKey: "job_1" });
    const first = create();
    await expect.poll(async () => (await client.effects()).length).toBe(1);
    await expect(create()).rejects.toMatchObject({ statusCode: 409, code: "idempotency_key_in_use" });
    expect((await first).id).toMatch(/^cus_/);
    expect((await client.effects()).length).toBe(1);
  });

  it("reads balance and account, live with a live key", async () => {
    expect(await connect().balance.retrieve()).toMatchObject({ object: "balance", livemode: false });
    expect(await connect("rk_live_Example").balance.retrieve()).toMatchObject({ livemode: true });
    expect(await connect().accounts.retrieveCurrent()).toMatchObject({
      id: expect.stringMatching(/^acct_[0-9A-Za-z]{16}$/),
      charges_enabled: true,
    });
  });

  it("acts for a connected account", async () => {
    await connect().customers.create({ name: "Zoë" }, { stripeAccount: "acct_Connected" });
    expect(await client.effects("stripe")).toMatchObject([{ account: "acct_Connected" }]);
  });

  it("refuses a key that is invalid, without showing it", async () => {
    const error = await connect("sk_test_invalidSecretSecret1234")
      .balance.retrieve()
      .catch((cause: unknown) => cause);
    expect(error).toMatchObject({ type: "StripeAuthenticationError", statusCode: 401 });
    expect(String(error)).toContain("sk_test_************1234");
  });
});

describe("Stripe's API over HTTP", () => {
  it.each([
    ["an unknown parameter", { colour: "red" }, "parameter_unknown", "colour"],
    [
      "an unknown parameter within another",
      { "address[colour]": "red" },
      "parameter_unknown",
      "address[colour]",
    ],
    ["a wrong integer", { balance: "much" }, "parameter_invalid_integer", "balance"],
    ["an email that is none", { email: "zoe" }, "email_invalid", "email"],
    ["a metadata value that is too long", { "metadata[a]": "x".repeat(501) }, undefined, "metadata[a]"],
    ["a value outside of its list", { tax_exempt: "maybe" }, undefined, "tax_exempt"],
  ])("refuses a customer with %s", async (_which, changes: HeaderFields, code, param) => {
    const { status, json } = await goodCalls.stripe(client, changes);
    expect(status).toBe(400);
    expect(json.error).toMatchObject({
      type: "invalid_request_error",
      param,
      ...(code === undefined
        ? {}
        : { code, doc_url: expect.stringContaining("stripe.com/docs/error-codes/") }),
    });
    expect(await client.effects()).toEqual([]);
  });

  it.each([
    ["no amount", { currency: "eur" }, "parameter_missing", "amount"],
    ["no currency", { amount: "500" }, "parameter_missing", "currency"],
    [
      "an amount that is not whole",
      { amount: "5.5", currency: "eur" },
      "parameter_invalid_integer",
      "amount",
    ],
    ["an amount below one", { amount: "0", currency: "eur" }, "parameter_invalid_integer", "amount"],
    ["too small an amount", { amount: "49", currency: "eur" }, "amount_too_small", "amount"],
    ["a currency that is none", { amount: "500", currency: "euro" }, undefined, "currency"],
  ])("refuses a payment intent with %s", async (_which, form: HeaderFields, code, param) => {
    const { status, json } = await client.request("POST", "/stripe/v1/payment_intents", { headers, form });
    expect(status).toBe(400);
    expect(json.error).toMatchObject({ param, ...(code === undefined ? {} : { code }) });
  });

  it("refuses a request without a key, with JSON, and to an unknown address", async () => {
    const missing = await client.request("GET", "/stripe/v1/balance");
    expect(missing).toMatchObject({ status: 401, json: { error: { type: "invalid_request_error" } } });
    const json = await client.request("POST", "/stripe/v1/customers", { headers, json: { name: "Zoë" } });
    expect(json).toMatchObject({ status: 400, json: { error: { type: "invalid_request_error" } } });
    const unknown = await client.request("GET", "/stripe/v1/nope", { headers });
    expect(unknown).toMatchObject({
      status: 404,
      json: { error: { message: expect.stringContaining("Unrecognized request URL (GET: /v1/nope)") } },
    });
  });

  it("takes the key as the user name of Basic", async () => {
    const authorization = `Basic ${Buffer.from(`${STRIPE_KEY}:`).toString("base64")}`;
    expect((await client.request("GET", "/stripe/v1/balance", { headers: { authorization } })).status).toBe(
      200,
    );
  });

  it("refuses an idempotency key of more than 255 characters", async () => {
    const answer = await goodCalls.stripe(client, {}, { "idempotency-key": "x".repeat(256) });
    expect(answer.status).toBe(400);
  });
});
