import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  clearMarketing,
  EMAIL,
  ONE_CLICK,
  PHONE,
  setUpMarketing as setUp,
  submit,
} from "../support/marketing.ts";
import { OutboxPlatform } from "../support/outbox.ts";
import { ORIGIN } from "../support/platform.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
});

afterEach(clearMarketing);

describe("the unsubscribe link", () => {
  it("changes nothing when it is only followed, as scanners do", async () => {
    const { link, visit, suppressions, marketing } = await setUp();
    const url = await link();
    for (const method of ["GET", "HEAD", "GET"]) {
      expect((await visit(url, { method })).status).toBe(200);
    }
    expect(await suppressions()).toEqual([]);
    expect((await marketing("email")).status).toBe("succeeded");
  });

  it.each([
    ["a form", ONE_CLICK],
    ["multipart", { method: "POST", body: multipart() }],
    ["no body", { method: "POST" }],
  ])("takes a POST as %s, without cookies or redirects, again and again", async (_, init) => {
    const { link, visit, suppressions, call, contactId } = await setUp();
    const url = await link();
    for (let count = 0; count < 3; count += 1) {
      const answer = await visit(url, init);
      expect([answer.status, answer.headers.get("set-cookie"), answer.redirected]).toEqual([
        200,
        null,
        false,
      ]);
    }
    expect(await suppressions()).toMatchObject([{ address: EMAIL, reason: "unsubscribe" }]);
    const { body } = await call<{ data: { source: string; actor: string }[] }>(
      "GET",
      `/v1/contacts/${contactId}/consents`,
    );
    expect(body.data.filter(({ source }) => source === "unsubscribe_link")).toMatchObject([
      { actor: "subject", channel: "email", address: EMAIL, status: "withdrawn" },
    ]);
  });

  it("works as long as the law wants: after a year, and after the platform's keys were rotated", async () => {
    const { link, visit, suppressions } = await setUp();
    const url = await link();
    vi.setSystemTime(Date.now() + 366 * 86_400_000);
    const next = btoa(String.fromCharCode(...new Uint8Array(32).fill(9)));
    const later = new OutboxPlatform({
      ENCRYPTION_KEYS: `1:${btoa(String.fromCharCode(...new Uint8Array(32).fill(7)))},2:${next}`,
    });
    expect((await later.fetch(url.replace(ORIGIN, ""), ONE_CLICK)).status).toBe(200);
    expect(await suppressions()).toMatchObject([{ reason: "unsubscribe" }]);
    expect((await visit(url)).status).toBe(200);
  });

  it("opens nothing when it was altered, made up, or is of another purpose or organization", async () => {
    const { link, visit, suppressions } = await setUp();
    const url = await link();
    const token = url.slice(url.lastIndexOf("/") + 1);
    const altered = [
      `${token.slice(0, -3)}AAA`,
      token.slice(0, 40),
      "nonsense",
      "",
      "%00",
      "A".repeat(5_000),
    ];
    for (const path of [...altered.map((one) => `/u/${one}`), `/preferences/${token}`, `/confirm/${token}`]) {
      const answer = await visit(path, ONE_CLICK);
      expect([path.slice(0, 60), answer.status]).toEqual([path.slice(0, 60), 404]);
      expect(await answer.text()).toContain("<h1>This link does not work</h1>");
    }
    expect(await suppressions()).toEqual([]);
    expect((await visit(url, { method: "PUT" })).status).toBe(405);
  });

  it("of a message about a topic ends that topic alone", async () => {
    const { link, visit, marketing, suppressions } = await setUp();
    await visit(await link({ topic: "newsletter" }), ONE_CLICK);
    expect((await marketing("email", { topic: "newsletter" })).error).toMatchObject({
      code: "consent_withdrawn",
    });
    expect((await marketing("email", { topic: "product_updates" })).status).toBe("succeeded");
    expect(await suppressions()).toEqual([]);
  });

  it.each([
    ["de-AT,en;q=0.5", "de", "Abmelden"],
    ["fr;q=0.9, en;q=0.1", "fr", "Se désabonner"],
    ["es", "es", "Darse de baja"],
    ["pt-BR", "pt", "Cancelar subscrição"],
    ["it", "it", "Annulla l'iscrizione"],
    ["nl", "nl", "Afmelden"],
    ["ja", "en", "Unsubscribe"],
  ])("speaks the reader's language, without a script: %s", async (accepted, language, word) => {
    const { link, visit } = await setUp();
    const answer = await visit(await link(), { headers: { "accept-language": accepted } });
    const html = await answer.text();
    expect(html).toContain(`<html lang="${language}">`);
    expect(html).toContain(`<h1>${word}</h1>`);
    expect(html).not.toMatch(/<script|javascript:|onclick/i);
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
  });
});

describe("the preference centre", () => {
  const boxes = (html: string) =>
    [...html.matchAll(/<input type="checkbox" name="on" value="([^"]+)"([^>]*)>([^<]+)/g)].map(
      ([, value = "", state = "", label = ""]) => ({ value, on: state.includes("checked"), label }),
    );

  it("shows every address and topic, masks the others, and saves what was changed", async () => {
    const { visit, marketing, preferences } = await setUp();
    const text = await preferences();
    const html = await (await visit(text)).text();
    expect(html).toContain(`email: ${EMAIL}`);
    expect(html).toContain("sms: ••• 100");
    expect(html).not.toContain(PHONE);
    const all = boxes(html);
    expect(all.map(({ on }) => on)).toEqual([true, true, true, true, true, true]);
    const kept = all.filter(({ label }) => label !== "Newsletter");
    vi.setSystemTime(Date.now() + 1_000);
    const saved = await (await visit(text, submit(kept.map(({ value }) => ["on", value])))).text();
    expect(saved).toContain('role="status"');
    expect(boxes(saved).filter(({ on }) => !on)).toMatchObject([
      { label: "Newsletter" },
      { label: "Newsletter" },
    ]);
    expect((await marketing("email", { topic: "newsletter" })).status).toBe("blocked");
    expect((await marketing("email")).status).toBe("succeeded");
    expect((await marketing("sms", { topic: "newsletter" })).status).toBe("blocked");
  });

  it("shows what was agreed to while words are in doubt, so that it can be ended there for good", async () => {
    const { visit, text: write, call, preferences } = await setUp();
    const text = await preferences();
    await write({ Body: "Don't stop the music" });
    const all = boxes(await (await visit(text)).text());
    expect(all.map(({ on }) => on)).toEqual([true, true, true, true, true, true]);
    await visit(text, submit([]));
    const { body } = await call<{ data: { id: string }[] }>("GET", "/v1/opt-out-reviews");
    await call("POST", `/v1/opt-out-reviews/${body.data[0]?.id}/decide`, { optOut: false });
    const asked = { channel: "sms", address: PHONE, category: "marketing" };
    expect((await call("POST", "/v1/consents/check", asked)).body).toMatchObject({ allowed: false });
  });

  it("leaves alone an address that nobody agreed to, until everything is to end", async () => {
    const { visit, call, contactId, suppressions, preferences } = await setUp();
    await call("PATCH", `/v1/contacts/${contactId}`, {
      identities: [
        { channel: "email", address: EMAIL },
        { channel: "whatsapp", address: "DE.99" },
      ],
    });
    const text = await preferences();
    const all = boxes(await (await visit(text)).text());
    vi.setSystemTime(Date.now() + 1_000);
    await visit(text, submit(all.filter(({ on }) => on).map(({ value }) => ["on", value])));
    expect(await suppressions()).toEqual([]);
    await visit(text, submit([["everything", "1"]]));
    expect(await suppressions()).toMatchObject([
      { channel: "email" },
      { channel: "whatsapp", address: "DE.99" },
    ]);
  });

  it("notes the word of a person whose address bounced, so that it stands once the bounce is lifted", async () => {
    const { link, visit, call } = await setUp();
    const url = await link();
    await call("POST", "/v1/suppressions", { channel: "email", address: EMAIL, reason: "bounce" });
    await visit(url, ONE_CLICK);
    const lift = () => call("DELETE", `/v1/suppressions?channel=email&address=${encodeURIComponent(EMAIL)}`);
    await lift();
    const check = async () =>
      (await call("POST", "/v1/consents/check", { channel: "email", address: EMAIL, category: "marketing" }))
        .body.reason;
    expect(await check()).toBe("suppressed");
    await lift();
    expect(await check()).toBe("consent_withdrawn");
  });

  it("leaves alone what was agreed to after the page was shown", async () => {
    const { visit, call, marketing, preferences } = await setUp();
    const text = await preferences();
    const html = await (await visit(text)).text();
    const shown = [...html.matchAll(/name="shown" value="([^"]+)"/g)].map(([, value = ""]) => value);
    expect(shown).toEqual(boxes(html).map(({ value }) => value));
    vi.setSystemTime(Date.now() + 1_000);
    await call("POST", "/v1/consents", {
      channel: "email",
      address: EMAIL,
      purpose: "marketing",
      topic: "events",
      status: "granted",
      basis: "consent",
      source: "form",
    });
    vi.setSystemTime(Date.now() + 1_000);
    await visit(text, submit(shown.map((value) => ["shown", value])));
    expect((await marketing("email", { topic: "newsletter" })).status).toBe("blocked");
    expect((await marketing("email", { topic: "events" })).status).toBe("succeeded");
    expect((await marketing("sms")).status).toBe("blocked");
  });

  it("lets a person come back where the link came from, and switch on nothing elsewhere", async () => {
    const { visit, marketing, suppressions, preferences } = await setUp();
    const text = await preferences();
    const all = boxes(await (await visit(text)).text());
    vi.setSystemTime(Date.now() + 1_000);
    await visit(text, submit([["everything", "1"]]));
    expect((await marketing("email")).status).toBe("blocked");
    vi.setSystemTime(Date.now() + 1_000);
    await visit(text, submit(all.map(({ value }) => ["on", value])));
    expect((await marketing("email")).status).toBe("succeeded");
    expect((await marketing("sms")).status).toBe("blocked");
    expect(await suppressions()).toMatchObject([{ address: PHONE, reason: "unsubscribe" }]);
  });
});

function multipart(): FormData {
  const form = new FormData();
  form.set("List-Unsubscribe", "One-Click");
  return form;
}
