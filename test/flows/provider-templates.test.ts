import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SendingPlatform, stubFetch } from "../support/sending.ts";

const platform = new SendingPlatform({
  SENDGRID_API_KEY: "SG.platform",
  WHATSAPP_ACCESS_TOKEN: "EAAplatform",
  WHATSAPP_PHONE_NUMBER_ID: "106540352242922",
  PUBLIC_ORIGIN: "https://hooks.example.com",
});

interface Answer {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly code: string;
  readonly action: string;
  readonly input: Record<string, unknown>;
  readonly providerTemplate: unknown;
  readonly error: { readonly code: string } | null;
  readonly errors: { path: string; message: string }[];
}

let key: string;

beforeEach(async () => {
  ({ key } = await platform.organization());
  await call("PATCH", "/v1/organization", {
    name: "Acme",
    defaultFrom: { email: "Acme <hello@acme.example>" },
  });
  platform.jobs.length = 0;
});

afterEach(() => vi.unstubAllGlobals());
afterAll(async () => await platform.clearJobs());

function call(method: string, path: string, body?: unknown) {
  return platform.call<Answer>(method, path, { token: key, ...(body === undefined ? {} : { body }) });
}

const DYNAMIC = "d-f43daeeaef504760851f727007e0b5d0";
const shipped = {
  name: "shipped",
  channel: "email",
  providerTemplate: { provider: "sendgrid", id: DYNAMIC },
  requiredVariables: ["number"],
};
const toAnn = { channel: "email", to: "ann@example.com", category: "transactional", template: "shipped" };
const toBen = { channel: "whatsapp", to: "+14155550100", category: "transactional" };

async function jobOf(message: unknown): Promise<Answer> {
  const accepted = await call("POST", "/v1/messages", message);
  expect(accepted).toMatchObject({ status: 202 });
  return (await call("GET", `/v1/jobs/${accepted.body.id}`)).body;
}

describe("a template that the provider keeps", () => {
  it("fills a message with the data as they are, and the reader's own link where they name it", async () => {
    const made = await call("POST", "/v1/templates", shipped);
    expect(made).toMatchObject({ status: 201, body: { version: 1, providerTemplate: { id: DYNAMIC } } });
    const data = { number: 7, items: [{ name: "Tea" }], bye: "{{unsubscribeUrl}}" };
    const job = await jobOf({ ...toAnn, data });
    expect(job).toMatchObject({
      action: "email.send",
      input: { templateId: DYNAMIC, from: "Acme <hello@acme.example>", templateData: { number: 7 } },
    });
    expect(job.input.templateData).toEqual({
      ...data,
      bye: expect.stringMatching(/^https:\/\/hooks\.example\.com\//),
    });
    expect(Object.keys(job.input)).not.toContain("text");
  });

  it("goes through the same gates: what it needs, consent, and a way to unsubscribe", async () => {
    await call("POST", "/v1/templates", shipped);
    const holed = await call("POST", "/v1/messages", { ...toAnn, data: { number: "" } });
    expect(holed).toMatchObject({ status: 422, body: { errors: [{ path: "body.data.number" }] } });
    const unasked = await jobOf({ ...toAnn, category: "marketing", data: { number: 7 } });
    expect(unasked).toMatchObject({ status: "blocked", error: { code: "consent_missing" } });
    expect(unasked.input.headers).toMatchObject({
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    });
  });

  it("is for connections of its provider alone", async () => {
    await call("POST", "/v1/templates", shipped);
    stubFetch(() => Response.json({ data: [] }));
    const { body: resend } = await call("POST", "/v1/connections", {
      provider: "resend",
      credentials: { apiKey: `re_${crypto.randomUUID().replaceAll("-", "")}` },
    });
    const refused = await call("POST", "/v1/messages", {
      ...toAnn,
      connectionId: resend.id,
      data: { number: 7 },
    });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ path: "body.template" }] } });
  });

  it("of WhatsApp's is filled with the variables that it needs and no others", async () => {
    const made = await call("POST", "/v1/templates", {
      name: "reminder",
      channel: "whatsapp",
      providerTemplate: { provider: "whatsapp", id: "booking_reminder", language: "en_US" },
      requiredVariables: ["2", "1"],
    });
    expect(made.status).toBe(201);
    const job = await jobOf({ ...toBen, template: "reminder", data: { 1: "Monday", 2: 9, name: "Ben" } });
    expect(job).toMatchObject({ action: "message.send_template" });
    expect(job.input).toEqual({
      to: "+14155550100",
      name: "booking_reminder",
      language: "en_US",
      components: [
        {
          type: "body",
          parameters: [
            { type: "text", text: "Monday" },
            { type: "text", text: "9" },
          ],
        },
      ],
    });
  });

  it("has no hole where it needs what the platform knows, or a value within another", async () => {
    await call("POST", "/v1/templates", {
      ...shipped,
      requiredVariables: ["number", "unsubscribeUrl", "organization.name"],
    });
    const link = expect.stringMatching(/^https:\/\/hooks\.example\.com\/u\//);
    const mail = await jobOf({ ...toAnn, data: { number: 7 } });
    expect(mail.input.templateData).toMatchObject({
      number: 7,
      unsubscribeUrl: link,
      organization: { name: "Acme" },
    });
    await call("POST", "/v1/templates", {
      name: "nested",
      channel: "whatsapp",
      providerTemplate: { provider: "whatsapp", id: "order", language: "en_US" },
      requiredVariables: ["order.number", "organization.name", "unsubscribeUrl"],
    });
    const job = await jobOf({ ...toBen, template: "nested", data: { order: { number: 7 } } });
    expect(job.input.components).toEqual([
      {
        type: "body",
        parameters: [
          { type: "text", text: "7", parameterName: "order.number" },
          { type: "text", text: "Acme", parameterName: "organization.name" },
          { type: "text", text: link, parameterName: "unsubscribeUrl" },
        ],
      },
    ]);
  });

  it("takes the place of words in a new version, and gives it back", async () => {
    const { providerTemplate, ...rest } = shipped;
    const words = { subject: "Order {{number}}", text: "It is on its way." };
    await call("POST", "/v1/templates", { ...rest, ...words });
    const kept = await call("PATCH", "/v1/templates/shipped", {
      providerTemplate,
      subject: null,
      text: null,
    });
    expect(kept).toMatchObject({ status: 200, body: { version: 2, text: null, providerTemplate } });
    const back = await call("PATCH", "/v1/templates/shipped", { providerTemplate: null, ...words });
    expect(back).toMatchObject({ status: 200, body: { version: 3, providerTemplate: null } });
  });

  it.each([
    ["words beside it", { text: "Hello" }, "body.text"],
    [
      "an id of another form",
      { providerTemplate: { provider: "sendgrid", id: "7" } },
      "body.providerTemplate.id",
    ],
    [
      "a provider that keeps none",
      { providerTemplate: { provider: "slack", id: "7" } },
      "body.providerTemplate.provider",
    ],
    [
      "no language where there are several",
      { channel: "whatsapp", providerTemplate: { provider: "whatsapp", id: "hello_world" } },
      "body.providerTemplate.language",
    ],
    [
      "a language where there is one",
      { providerTemplate: { provider: "sendgrid", id: DYNAMIC, language: "en" } },
      "body.providerTemplate.language",
    ],
  ])("is refused with %s", async (_, change, path) => {
    const refused = await call("POST", "/v1/templates", { ...shipped, ...change });
    expect(refused).toMatchObject({ status: 422, body: { code: "validation_failed", errors: [{ path }] } });
  });
});

describe("a message with a file", () => {
  it("goes to WhatsApp as what its extension says, its words beside it", async () => {
    const link = "https://files.example.com/invoice.pdf";
    const job = await jobOf({ ...toBen, text: "Your invoice", mediaUrls: [link] });
    expect(job).toMatchObject({ action: "message.send_media", status: "queued" });
    expect(job.input).toEqual({ to: "+14155550100", type: "document", link, caption: "Your invoice" });
  });

  it("is refused by its field where the channel takes no such file", async () => {
    const mediaUrls = ["https://files.example.com/a.png", "https://files.example.com/b.png"];
    const refused = await call("POST", "/v1/messages", { ...toBen, mediaUrls });
    expect(refused).toMatchObject({
      status: 422,
      body: { code: "validation_failed", errors: [{ path: "body.mediaUrls" }] },
    });
  });
});
