import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { contrast, readableOn } from "../../shared/pages/contrast.ts";
import { type Connection, RETURN, createConnecting as setUp } from "../support/connecting.ts";
import { ORIGIN, TestPlatform } from "../support/platform.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  const { DB } = new TestPlatform().env;
  await DB.batch(["connections", "connect_sessions"].map((table) => DB.prepare(`delete from ${table}`)));
});

const MINUTE_MS = 60_000;

/** Of an account of its own, so that no test waits for another's limits. */
const newKey = () => `re_${crypto.randomUUID().replaceAll("-", "")}`;

describe("a connect session", () => {
  it("has a link that is shown once and not stored, also not for an Idempotency-Key", async () => {
    const { call, platform } = await setUp();
    const headers = { "idempotency-key": crypto.randomUUID() };
    const body = { providers: ["resend"] };
    const { body: made } = await call("POST", "/v1/connect-sessions", body, headers);
    expect(made.url).toBe(`${ORIGIN}/connect/${made.token}`);
    const secret = made.token.split(".")[1] ?? "";
    expect(secret).toHaveLength(43);
    const { body: again } = await call("POST", "/v1/connect-sessions", body, headers);
    expect(again).toMatchObject({ id: made.id, url: null, token: null, secretOmitted: true });
    const { body: shown } = await call("GET", `/v1/connect-sessions/${made.id}`);
    expect(shown).toMatchObject({ id: made.id, status: "open", connectionId: null });
    const rows = await platform.env.DB.prepare("select * from connect_sessions").all();
    expect(JSON.stringify([shown, rows.results])).not.toContain(secret);
  });

  it.each([
    ["a page to return to that is not listed", { returnUrl: `${RETURN}/evil` }, "redirect_not_allowed"],
    ["a provider that cannot be connected", { providers: ["custom"] }, "validation_failed"],
    ["a provider that its owner gave up", { providers: ["clearbit"] }, "validation_failed"],
    ["an agent with no name", { agentId: " " }, "validation_failed"],
    ["a provider that does not exist", { providers: ["nobody"] }, "validation_failed"],
    ["a connection of nobody", { connectionId: "conn_01kahk8n3ye6m9d4v0c1x2b3a4" }, "validation_failed"],
    ["a colour that is none", { branding: { color: "red;}body{" } }, "validation_failed"],
    ["a life of a year", { expiresInSeconds: 31_536_000 }, "validation_failed"],
  ])("is not made for %s", async (_, body, code) => {
    const { call } = await setUp();
    const { status, body: problem } = await call("POST", "/v1/connect-sessions", body);
    expect([status, problem.code]).toEqual([422, code]);
  });

  it("offers what its owner gave up only where the deployment names it, and never by its URL", async () => {
    const { open, get } = await setUp();
    const session = await open();
    expect((await get(`/connect/${session.token}`)).text).not.toContain("Clearbit");
    expect((await get(`/connect/${session.token}/clearbit`)).response.status).toBe(404);
    const willing = new TestPlatform({ DEPRECATED_PROVIDERS: '["clearbit"]' });
    const page = await willing.fetch(`/connect/${session.token}`, { headers: { accept: "text/html" } });
    expect(await page.text()).toContain("Clearbit");
  });

  it("for an agent makes a connection of that agent's, by form and by consent", async () => {
    const { open, send, leave, get, connections, server } = await setUp();
    server.strict = false;
    const session = await open({ providers: ["resend"], agentId: "agent_7" });
    await send(`/connect/${session.token}/resend`, { way: "form", apiKey: newKey() });
    const { path, cookie } = await leave(await open({ providers: ["hubspot"], agentId: "agent_8" }));
    await get(path, cookie);
    expect((await connections()).map(({ provider, agentId }) => [provider, agentId]).sort()).toEqual([
      ["hubspot", "agent_8"],
      ["resend", "agent_7"],
    ]);
  });

  it("ends: a forged or revoked link is unknown, an expired one says what to do, and neither connects", async () => {
    const { open, get, send, call, connections } = await setUp();
    const session = await open({ providers: ["resend"] });
    const forged = `/connect/${session.id}.${"A".repeat(43)}`;
    for (const path of [forged, "/connect/nonsense", "/connect/", `/connect/${session.token}/nobody`]) {
      expect((await get(path)).response.status).toBe(404);
    }
    vi.setSystemTime(Date.now() + 30 * MINUTE_MS);
    const late = await get(`/connect/${session.token}`);
    expect([late.response.status, late.text.includes("ask for a new link")]).toEqual([410, true]);
    expect(
      (await send(`/connect/${session.token}/resend`, { way: "form", apiKey: newKey() })).response.status,
    ).toBe(410);
    expect((await call("GET", `/v1/connect-sessions/${session.id}`)).body.status).toBe("expired");
    const other = await open({ providers: ["resend"] });
    expect((await call("DELETE", `/v1/connect-sessions/${other.id}`)).status).toBe(204);
    expect((await get(`/connect/${other.token}`)).response.status).toBe(404);
    expect(await connections()).toEqual([]);
  });

  it("takes thirty forms, then no more", async () => {
    const { open, send, requests } = await setUp();
    const { token } = await open({ providers: ["resend"] });
    const statuses = [];
    for (let count = 0; count < 31; count += 1) {
      statuses.push((await send(`/connect/${token}/resend`, { way: "form" })).response.status);
    }
    expect([new Set(statuses.slice(0, 30)), statuses[30]]).toEqual([new Set([422]), 429]);
    expect(requests).toEqual([]);
  });
});

describe("its page", () => {
  it("is in the app's name and colours, escaped, without script, frame, cache or a word to others", async () => {
    const { open, get } = await setUp();
    const { token } = await open({ branding: { color: "#ffee00" } });
    const { response, text } = await get(`/connect/${token}`);
    expect(text).toContain("Acme &lt;b&gt;&amp; Sons&lt;/b&gt;");
    expect(text).toContain("--brand: #ffee00; --on-brand: #000000");
    expect(text).not.toMatch(/<script|javascript:|\son[a-z]+=/i);
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/^default-src 'none'; style-src 'nonce-[^']+'; form-action 'self'; /);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("referrer-policy")).toBe("same-origin");
  });

  it("has text on the app's colour that can be read, whatever the colour", () => {
    for (let value = 0; value <= 0xff_ff_ff; value += 4_099) {
      const color = `#${value.toString(16).padStart(6, "0")}`;
      expect(contrast(color, readableOn(color))).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("lists what can be connected by name: consents only where there is an application", async () => {
    const { open, get } = await setUp();
    const { token } = await open();
    const { text } = await get(`/connect/${token}`);
    const names = [...text.matchAll(/<li><a[^>]*>([^<]+)</g)].map(([, name]) => name);
    expect(names).toEqual(expect.arrayContaining(["HubSpot", "Resend", "Twilio"]));
    expect(names).not.toContain("Custom");
    expect(names).toEqual([...names].sort((one, other) => (one ?? "").localeCompare(other ?? "", "en")));
    expect((await get(`/connect/${token}/hubspot`)).text).toContain('value="consent"');
    expect((await get(`/connect/${token}/calendly`)).text).not.toContain('value="consent"');
    const some = await open({ providers: ["resend", "hubspot"] });
    expect((await get(`/connect/${some.token}/twilio`)).response.status).toBe(404);
  });

  it("gives every field of every provider a label, a hint and its form, and no secret a text field", async () => {
    const { open, get } = await setUp();
    const { token } = await open();
    const { text: list } = await get(`/connect/${token}`);
    const paths = [...list.matchAll(/href="(\/connect\/[^"]+)"/g)].map(([, path = ""]) => path);
    expect(paths.length).toBeGreaterThan(20);
    for (const path of paths) {
      const { text } = await get(path);
      const controls = [...text.matchAll(/<(?:input|select|textarea) id="([^"]+)"[^>]*>/g)];
      expect(controls.length, path).toBeGreaterThan(0);
      for (const [control, id] of controls) {
        expect(text).toContain(`<label for="${id}">`);
        expect(control).toContain(`aria-describedby="${id}-hint"`);
        expect(text).toContain(`id="${id}-hint"`);
      }
    }
    expect((await get(`/connect/${token}/twilio`)).text).toMatch(/id="form-authToken"[^>]*type="password"/);
  });

  it("takes forms of its own only", async () => {
    const { open, send, connections, server } = await setUp();
    server.strict = false;
    const { token } = await open({ providers: ["resend"] });
    const path = `/connect/${token}/resend`;
    const fields = { way: "form", apiKey: newKey() };
    for (const headers of [
      {},
      { origin: "null" },
      { origin: "https://evil.example.com" },
      { "sec-fetch-site": "cross-site", origin: ORIGIN },
    ]) {
      expect((await send(path, fields, headers as Record<string, string>)).response.status).toBe(403);
    }
    expect(await connections()).toEqual([]);
    expect((await send(path, fields, { "sec-fetch-site": "same-origin" })).response.status).toBe(303);
  });
});

describe("a form", () => {
  it("connects the account, once, and sends the customer back to the app", async () => {
    const { open, send, get, connections, server, call } = await setUp();
    server.strict = false;
    const fields = { name: "Of Ann", externalAccountId: "ann-1" };
    const session = await open({ providers: ["resend"], returnUrl: RETURN, ...fields });
    const sent = await send(`/connect/${session.token}/resend`, { way: "form", apiKey: ` ${newKey()} ` });
    expect([sent.response.status, sent.response.headers.get("location")]).toEqual([
      303,
      `/connect/${session.token}`,
    ]);
    const [connection] = await connections();
    expect(connection).toMatchObject({ provider: "resend", status: "active", ...fields });
    const { text } = await get(`/connect/${session.token}`);
    expect(text).toContain(`content="0;url=${RETURN}?connectionId=${connection?.id}&amp;status=active"`);
    await send(`/connect/${session.token}/resend`, { way: "form", apiKey: newKey() });
    expect(await connections()).toHaveLength(1);
    expect((await call("GET", `/v1/connect-sessions/${session.id}`)).body).toMatchObject({
      status: "completed",
      connectionId: connection?.id,
    });
  });

  it("that is sent twice at once makes one connection", async () => {
    const { open, send, connections, server, call } = await setUp();
    server.strict = false;
    const session = await open({ providers: ["resend"] });
    const form = { way: "form", apiKey: newKey() };
    const path = `/connect/${session.token}/resend`;
    const sent = await Promise.all([send(path, form), send(path, form)]);
    expect(sent.map(({ response }) => response.status)).toEqual([303, 303]);
    const made = await connections();
    expect(made).toHaveLength(1);
    expect((await call("GET", `/v1/connect-sessions/${session.id}`)).body).toMatchObject({
      status: "completed",
      connectionId: made[0]?.id,
    });
  });

  it("that is wrong says so at the field, keeps what was typed, shows no secret, and stores nothing", async () => {
    const { open, send, connections } = await setUp();
    const { token } = await open({ providers: ["twilio"] });
    const typed = { way: "form", accountSid: 'AC"><script>alert(1)</script>', apiKeySecret: "hidden-1" };
    const { response, text } = await send(`/connect/${token}/twilio`, typed);
    expect(response.status).toBe(422);
    expect(text).toContain('value="AC&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
    expect(text).toMatch(
      /id="form-authToken" name="authToken" aria-describedby="form-authToken-fault form-authToken-hint" aria-invalid="true"/,
    );
    expect(text).toContain('id="form-authToken-fault"');
    expect(text).not.toContain("hidden-1");
    expect(await connections()).toEqual([]);
  });

  it("that the provider refuses can be sent again", async () => {
    const { open, send, connections, server } = await setUp();
    const { token } = await open({ providers: ["resend"] });
    const key = newKey();
    const refused = await send(`/connect/${token}/resend`, { way: "form", apiKey: key });
    expect([refused.response.status, refused.text.includes('role="alert"')]).toEqual([422, true]);
    expect(refused.text).not.toContain(key);
    expect(await connections()).toEqual([]);
    server.strict = false;
    expect((await send(`/connect/${token}/resend`, { way: "form", apiKey: newKey() })).response.status).toBe(
      303,
    );
    expect(await connections()).toHaveLength(1);
  });

  it("of which some fields belong together says which", async () => {
    const { open, send } = await setUp();
    const { token } = await open({ providers: ["salesforce"] });
    const { text } = await send(`/connect/${token}/salesforce`, { way: "form", clientId: "3MVG9" });
    expect(text).toMatch(/role="alert"[^>]*>Please fill in [A-Z][^<]* \+ [^<]*; or /);
  });

  it("of a session that reconnects keeps the connection's id", async () => {
    const { open, send, get, call, connections, server } = await setUp();
    server.strict = false;
    const body = { provider: "resend", credentials: { apiKey: newKey() } };
    const { id } = (await call<Connection>("POST", "/v1/connections", body)).body;
    const { token } = await open({ connectionId: id });
    expect((await get(`/connect/${token}/twilio`)).response.status).toBe(404);
    expect((await get(`/connect/${token}`)).text).toContain('name="apiKey"');
    await send(`/connect/${token}/resend`, { way: "form", apiKey: newKey() });
    expect(await connections()).toMatchObject([{ id, generation: 2, status: "active" }]);
  });
});
