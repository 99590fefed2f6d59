import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { SendingPlatform } from "../support/sending.ts";

const platform = new SendingPlatform({
  RESEND_API_KEY: "re_platform",
  TWILIO_ACCOUNT_SID: "AC00000000000000000000000000000000",
  TWILIO_AUTH_TOKEN: "token",
});

afterAll(async () => await platform.clearJobs());

let organization: { id: string; key: string };

beforeEach(async () => {
  organization = await platform.organization();
  const defaultFrom = { email: "Acme <hello@acme.example>", sms: "+15005550006" };
  const messageDefaults = { replyTo: "desk@acme.example", unsubscribeUrl: "https://acme.example/bye" };
  const name = "Acme";
  await call("PATCH", "/v1/organization", { name, defaultFrom, messageDefaults });
  platform.jobs.length = 0;
});

interface Answer {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly source: string;
  readonly code: string;
  readonly status: string;
  readonly errors: { path: string; message: string }[];
  readonly data: { id: string; name: string; source: string }[];
  readonly nextCursor: string | null;
}

function call<T = Answer>(method: string, path: string, body?: unknown) {
  return platform.call<T>(method, path, { token: organization.key, ...(body === undefined ? {} : { body }) });
}

const shipped = {
  name: "Order shipped",
  channel: "email",
  subject: "Order {{number}}",
  text: "Hello {{name}}\n{{#items}}\n- {{.}}\n{{/items}}",
  html: "<p>Hello {{name}}</p>",
};
const toAnn = { channel: "email", to: "ann@example.com", category: "transactional" };
const data = { number: 7, name: "Ann & Ben", items: ["tea"] };

function paths({ body }: { readonly body: Answer }): string[] {
  return body.errors.map(({ path }) => path);
}

describe("a template", () => {
  it("makes a message, which says what it was made from", async () => {
    const template = (await call("POST", "/v1/templates", shipped)).body;
    expect(template).toMatchObject({ version: 1, source: "own", requiredVariables: ["number", "name"] });
    const sent = await call("POST", "/v1/messages", { ...toAnn, template: template.id, data });
    expect(sent).toMatchObject({ status: 202, body: { status: "queued" } });
    expect((await call("GET", `/v1/jobs/${sent.body.id}`)).body).toMatchObject({
      template: { id: template.id, version: 1 },
      input: {
        subject: "Order 7",
        text: "Hello Ann & Ben\n- tea\n",
        html: "<p>Hello Ann &amp; Ben</p>",
        replyTo: "desk@acme.example",
      },
    });
  });

  it.each([
    ["a variable is missing", { data: { number: 7 } }, ["body.data.name"]],
    ["no data are given", {}, ["body.data.number", "body.data.name"]],
    ["it is of another channel", { channel: "sms", to: "+14155550100", data }, ["body.template"]],
    ["there is none of the name", { template: "nothing", data }, ["body.template"]],
    ["the message has words of its own", { data, text: "Hello" }, ["body.text"]],
    [
      "there are data without a template",
      { data, template: undefined, text: "x", subject: "y" },
      ["body.data"],
    ],
  ])("sends nothing when %s", async (_, more, expected) => {
    await call("POST", "/v1/templates", shipped);
    const refused = await call("POST", "/v1/messages", { ...toAnn, template: shipped.name, ...more });
    expect({ status: refused.status, paths: paths(refused) }).toEqual({ status: 422, paths: expected });
    expect(await platform.countJobs(organization.id)).toBe(0);
    expect(platform.jobs).toEqual([]);
  });

  it("keeps every version, and uses the newest", async () => {
    const { id } = (await call("POST", "/v1/templates", shipped)).body;
    const changed = await call("PATCH", `/v1/templates/${id}`, { text: "Bye {{name}}", html: null });
    expect(changed.body).toMatchObject({
      id,
      version: 2,
      text: "Bye {{name}}",
      html: null,
      subject: shipped.subject,
    });
    expect((await call("GET", `/v1/templates/${id}?version=1`)).body).toMatchObject({
      version: 1,
      text: shipped.text,
    });
    expect((await call("GET", `/v1/templates/${id}?version=3`)).status).toBe(404);
    const render = (body: unknown) => call("POST", `/v1/templates/${id}/render`, body);
    expect((await render({ data })).body).toMatchObject({ text: "Bye Ann & Ben" });
    expect((await render({ data, version: 1 })).body).toMatchObject({ text: "Hello Ann & Ben\n- tea\n" });
  });

  it("makes one version of two changes at once, and tells the other", async () => {
    const { id } = (await call("POST", "/v1/templates", shipped)).body;
    const changes = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        call("PATCH", `/v1/templates/${id}`, { text: `{{name}} {{number}} ${index}` }),
      ),
    );
    const made = changes.filter(({ status }) => status === 200).map(({ body }) => body.version);
    expect(new Set(made).size).toBe(made.length);
    expect(changes.every(({ status }) => status === 200 || status === 409)).toBe(true);
    expect((await call("GET", `/v1/templates/${id}`)).body.version).toBe(1 + made.length);
  });

  it.each([
    ["a part that the channel does not carry", { channel: "sms", text: "x", html: "y" }, ["body.html"]],
    ["no part at all", { channel: "sms" }, ["body.text"]],
    ["no subject", { channel: "email", text: "x" }, ["body.subject"]],
    ["a section that stays open", { channel: "sms", text: "{{#a}}" }, ["body.text"]],
    ["a value unescaped in HTML", { channel: "email", subject: "x", html: "{{{a}}}" }, ["body.html"]],
    [
      "an opt-out word as a command",
      { channel: "sms", text: "Reply CANCEL to cancel your booking" },
      ["body.text"],
    ],
    [
      "a required variable that is nowhere",
      { channel: "sms", text: "{{a}}", requiredVariables: ["a", "b"] },
      ["body.requiredVariables.1"],
    ],
    [
      "a variable that is no name",
      { channel: "sms", text: "{{a}}", requiredVariables: ["a b"] },
      ["body.requiredVariables.0"],
    ],
  ])("is refused by field when it has %s", async (_, more, expected) => {
    const refused = await call("POST", "/v1/templates", { name: "bad", ...more });
    expect({ status: refused.status, paths: paths(refused) }).toEqual({ status: 422, paths: expected });
    expect((await call("GET", "/v1/templates/bad")).status).toBe(404);
  });

  it("says what its SMS costs", async () => {
    await call("POST", "/v1/templates", { name: "sms", channel: "sms", text: "{{body}}" });
    const render = async (body: string) =>
      (await call("POST", "/v1/templates/sms/render", { data: { body } })).body as unknown;
    expect(await render("x".repeat(161))).toEqual({
      subject: null,
      text: "x".repeat(161),
      html: null,
      segments: { encoding: "GSM-7", count: 2, characters: 161 },
      size: 161,
    });
    expect(await render("ж")).toMatchObject({
      segments: { encoding: "UCS-2", count: 1, characters: 1 },
      size: 2,
    });
  });

  it("has a name of its own in its organization", async () => {
    await call("POST", "/v1/templates", shipped);
    expect(await call("POST", "/v1/templates", shipped)).toMatchObject({
      status: 409,
      body: { code: "conflict" },
    });
    const other = (await call("POST", "/v1/templates", { ...shipped, name: "Other" })).body;
    expect((await call("PATCH", `/v1/templates/${other.id}`, { name: shipped.name })).status).toBe(409);
  });
});

describe("a starter", () => {
  const code = { code: "123456", expiresInMinutes: 10 };

  it("can be sent by its name from the first day", async () => {
    const message = { channel: "sms", to: "+14155550100", category: "transactional" };
    const sent = await call("POST", "/v1/messages", {
      ...message,
      template: "verification-code-sms",
      data: code,
    });
    expect((await call("GET", `/v1/jobs/${sent.body.id}`)).body).toMatchObject({
      template: { id: "verification-code-sms", version: 0 },
      input: { body: "123456 is your Acme code, for 10 minutes. Do not share it." },
    });
  });

  it("becomes the organization's own when it is changed, and is back when that is deleted", async () => {
    const own = await call("PATCH", "/v1/templates/verification-code-sms", {
      text: "{{code}}, {{expiresInMinutes}} min",
    });
    expect(own.body).toMatchObject({ name: "verification-code-sms", version: 1, source: "own" });
    const rendered = await call("POST", "/v1/templates/verification-code-sms/render", { data: code });
    expect(rendered.body).toMatchObject({ text: "123456, 10 min" });
    expect(
      (await call("PATCH", "/v1/templates/verification-code-sms", { text: "{{code}} {{expiresInMinutes}}" }))
        .body,
    ).toMatchObject({
      id: own.body.id,
      version: 2,
    });
    expect((await call("DELETE", `/v1/templates/${own.body.id}`)).status).toBe(204);
    expect((await call("GET", "/v1/templates/verification-code-sms")).body.source).toBe("starter");
    expect((await call("DELETE", "/v1/templates/verification-code-sms")).status).toBe(404);
  });

  it("is listed among the organization's own, each once, page by page", async () => {
    await call("POST", "/v1/templates", { ...shipped, name: "aaa" });
    await call("PATCH", "/v1/templates/welcome", { text: "Hi {{startUrl}}" });
    const names: string[] = [];
    let cursor = "";
    for (let page = 0; page < 30; page += 1) {
      const { body } = await call("GET", `/v1/templates?limit=4${cursor}`);
      names.push(...body.data.map(({ name, source }) => `${name} ${source}`));
      if (body.nextCursor === null) {
        break;
      }
      cursor = `&cursor=${body.nextCursor}`;
    }
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(names.toSorted());
    expect(names).toEqual(expect.arrayContaining(["aaa own", "welcome own", "invoice starter"]));
  });

  it("cannot be sent without the default that it prints; the page to unsubscribe on is then the platform's", async () => {
    await call("PATCH", "/v1/organization", { messageDefaults: null });
    const text = "Ask {{organization.supportUrl}}, or leave: {{organization.unsubscribeUrl}}";
    const own = await call("POST", "/v1/templates", { name: "ask", channel: "sms", text });
    const refused = await call("POST", `/v1/templates/${own.body.id}/render`, { data: {} });
    expect(paths(refused)).toEqual(["body.data.organization.supportUrl"]);
    const digest = { data: { week: "May 1", items: ["x"] } };
    const shown = await call<{ text: string }>("POST", "/v1/templates/weekly-digest/render", digest);
    expect(shown.body.text).toContain("Unsubscribe: {{unsubscribeUrl}}");
  });
});
