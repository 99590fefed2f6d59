import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Template } from "../../../shared/model/template.ts";
import { inspect } from "../../../shared/templates/engine.ts";
import { plainText } from "../../../shared/templates/plain-text.ts";
import { renderTemplate } from "../../../shared/templates/render.ts";
import { STARTERS } from "../../../shared/templates/starters/index.ts";

const ACME = {
  name: "Acme",
  supportUrl: "https://acme.example/help",
  unsubscribeUrl: "https://acme.example/bye",
};

function template(parts: Partial<Template>): Template {
  return {
    name: "t",
    channel: "email",
    subject: null,
    text: null,
    html: null,
    requiredVariables: [],
    providerTemplate: null,
    ...parts,
  };
}

function render(parts: Partial<Template>, data: Record<string, unknown>) {
  return renderTemplate(template(parts), data, ACME);
}

describe("a template", () => {
  it("is escaped in HTML and left as it is in text and subject", () => {
    const source = "{{who}} & co";
    const who = `<b>"O'Neil" & Söhne</b>`;
    expect(render({ subject: source, text: source, html: source }, { who })).toMatchObject({
      rendered: {
        subject: `${who} & co`,
        text: `${who} & co`,
        html: "&lt;b&gt;&quot;O&#39;Neil&quot; &amp; Söhne&lt;&#x2F;b&gt; & co",
      },
    });
  });

  it("lets no value into HTML as markup", () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => text.trim() !== ""),
        (value) => {
          const rendering = render({ html: '<a title="{{value}}">{{value}}</a>' }, { value });
          const html = rendering.ok ? (rendering.rendered.html ?? "") : "";
          expect(html.match(/[<>]/g)).toHaveLength(4);
          expect(html.match(/"/g)).toHaveLength(2);
        },
      ),
    );
  });

  it("repeats a part for each item of a list, with the names around it in reach", () => {
    const text = "{{#items}}\n- {{label}} for {{name}}\n{{/items}}\n{{^items}}nothing{{/items}}";
    const items = [{ label: "one" }, { label: "two" }];
    expect(render({ text }, { name: "Ann", items })).toMatchObject({
      rendered: { text: "- one for Ann\n- two for Ann\n" },
    });
  });

  it.each([
    ["missing", {}],
    ["null", { name: null }],
    ["empty", { name: "" }],
  ])("is refused as a whole when a printed variable is %s", (_, data) => {
    expect(render({ text: "Hello {{name}}" }, data)).toEqual({
      ok: false,
      errors: [{ path: "data.name", message: "is missing: the template needs it" }],
    });
  });

  it("names every hole, those in items and conditions too, but none of what is not shown", () => {
    const text = "{{a.b}} {{#items}}{{label}}{{/items}}{{#hidden}}{{other}}{{/hidden}}";
    const rendering = render({ text, requiredVariables: ["list"] }, { a: {}, items: [{}], list: [] });
    const paths = rendering.ok ? [] : rendering.errors.map(({ path }) => path);
    expect(paths).toEqual(["data.list", "data.a.b", "data.label"]);
  });

  it("takes what is blank for a hole", () => {
    const rendering = render(
      { text: "Hello {{name}}", requiredVariables: ["title"] },
      { name: " ", title: "\t" },
    );
    const paths = rendering.ok ? [] : rendering.errors.map(({ path }) => path);
    expect(paths).toEqual(["data.title", "data.name"]);
  });

  it("names a variable that is no text", () => {
    expect(render({ text: "{{name}}" }, { name: { first: "Ann" } })).toMatchObject({
      errors: [{ path: "data.name", message: "must be text or a number: it is printed" }],
    });
  });

  it.each([
    "constructor",
    "__proto__",
    "toString",
    "items.length.constructor",
    "items.map",
    "name.constructor",
  ])("reaches nothing but the data's own values: %s", (name) => {
    const data = { items: [1], name: "Ann" };
    expect(render({ text: `{{${name}}}` }, data)).toMatchObject({ errors: [{ path: `data.${name}` }] });
    expect(render({ text: `x{{#${name}}}y{{/${name}}}` }, data)).toMatchObject({ rendered: { text: "x" } });
  });

  it("renders 0, and lets nobody's data stand in for the organization's", () => {
    expect(
      render({ text: "{{n}} {{organization.name}}" }, { n: 0, organization: { name: "Evil" } }),
    ).toMatchObject({
      rendered: { text: "0 Acme" },
    });
  });

  it("has a subject of one line", () => {
    expect(
      render({ subject: "Hi {{name}}", text: "x" }, { name: "Ann\r\nBcc: all@example.com" }),
    ).toMatchObject({
      rendered: { subject: "Hi Ann Bcc: all@example.com" },
    });
  });

  it("is refused when it comes out larger than its channel takes", () => {
    const sms = { channel: "sms", text: "{{body}}" } as const;
    expect(render(sms, { body: "x".repeat(1_600) })).toMatchObject({
      ok: true,
      rendered: { segments: { count: 11 }, size: 1_600 },
    });
    expect(render(sms, { body: "x".repeat(1_601) })).toMatchObject({ errors: [{ path: "text" }] });
  });

  it("ends in time whatever its lists multiply to", () => {
    const text = `${"{{#a}}".repeat(9)}x${"{{/a}}".repeat(9)}`;
    expect(render({ text }, { a: Array.from({ length: 100 }, () => 1) })).toMatchObject({
      errors: [{ path: "text" }],
    });
  });
});

describe("what is written as a template", () => {
  it.each([
    ["{{#items}}", "is not a Mustache template"],
    ["{{name", "is not a Mustache template"],
    ["{{> footer}}", "partial"],
    ["{{=<% %>=}}", "delimiters"],
    ["{{{name}}}", "unescaped"],
    ["{{& name}}", "unescaped"],
  ])("is refused for what it may not contain: %s", (source, fault) => {
    expect(inspect(source, { isHtml: true }).fault).toContain(fault);
  });

  it("says which names it prints", () => {
    const { printed, names } = inspect("{{a}} {{#b}}{{c}}{{/b}} {{! no }}{{a}}", { isHtml: false });
    expect({ printed, names }).toEqual({ printed: ["a"], names: ["a", "b", "c"] });
  });
});

describe("the text of HTML without one", () => {
  it("keeps words, links and items, and drops the rest", () => {
    const html = `<head><title>No</title><style>p{}</style></head><h1>Hi &amp; welcome</h1><p>See <a href="https://a.example">our
      page</a>.<br>Bye&#33;</p><ul><li>one</li><li>two</li></ul><script>alert("<p>")</script>`;
    expect(plainText(html)).toBe("Hi & welcome\n\nSee our page (https://a.example).\nBye!\n\n- one\n- two");
  });

  it("is made for a template with HTML alone", () => {
    expect(render({ html: "<p>Hello {{name}}</p>" }, { name: "<Ann>" })).toMatchObject({
      rendered: { text: "Hello <Ann>", html: "<p>Hello &lt;Ann&gt;</p>" },
    });
  });
});

describe("every starter", () => {
  const sample = { description: "A", price: "1", title: "A", summary: "B", url: "https://c.example" };
  const sampleOf = (name: string) => (["items", "articles"].includes(name) ? [sample] : `value of ${name}`);

  it.each(
    STARTERS.map((starter) => [starter.name, starter] as const),
  )("%s renders from its required variables alone, and not without one of them", (name, starter) => {
    const required = starter.requiredVariables;
    const data: Record<string, unknown> = Object.fromEntries(required.map((key) => [key, sampleOf(key)]));
    if (name === "weekly-digest") {
      data.items = ["one thing"];
    }
    const rendering = renderTemplate(starter, data, ACME);
    expect(rendering).toMatchObject({ ok: true });
    expect(JSON.stringify(rendering)).not.toContain("{{");
    for (const key of required) {
      const { [key]: _, ...rest } = data;
      expect(renderTemplate(starter, rest, ACME).ok).toBe(false);
    }
    for (const part of ["subject", "text", "html"] as const) {
      expect(inspect(starter[part] ?? "", { isHtml: part === "html" }).fault).toBeNull();
    }
  });

  it("is there for each purpose that was promised", () => {
    const names = STARTERS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining([
        ...["assessment", "module", "streak", "milestone", "booking"].map((kind) => `${kind}-reminder`),
        ...["purchase-confirmation", "booking-confirmation", "invoice", "welcome", "password-reset"],
        ...["verification-code", "organization-invite", "service-published", "weekly-digest", "newsletter"],
        ...["nudge", "post-meeting-follow-up", "card-update-request", "payment-recovered"],
      ]),
    );
  });
});
