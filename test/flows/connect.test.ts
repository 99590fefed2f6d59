import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { contrast, readableOn } from "../../shared/pages/contrast.ts";
import { OAuthServer } from "../support/oauth-server.ts";
import { ORIGIN, TestPlatform } from "../support/platform.ts";
import { stubFetch } from "../support/sending.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  const { DB } = new TestPlatform().env;
  await DB.batch(["connections", "connect_sessions"].map((table) => DB.prepare(`delete from ${table}`)));
});

const RETURN = "https://app.example.com/connected";
/** Of an account of its own, so that no test waits for another's limits. */
const newKey = () => `re_${crypto.randomUUID().replaceAll("-", "")}`;
const MINUTE_MS = 60_000;

interface Session {
  readonly id: string;
  readonly url: string;
  readonly token: string;
  readonly status: string;
  readonly connectionId: string | null;
  readonly code?: string;
}

interface Connection {
  readonly id: string;
  readonly provider: string;
  readonly status: string;
  readonly name: string | null;
  readonly externalAccountId: string | null;
  readonly generation: number;
}

/** An organization with an OAuth application at HubSpot, and what its customer's browser does. */
async function setUp() {
  const server = new OAuthServer();
  const requests = stubFetch(server.answer);
  const platform = new TestPlatform();
  const { key, id: organizationId } = await platform.organization("Acme <b>& Sons</b>");
  const call = <T = Session>(method: string, path: string, body?: unknown, headers = {}) =>
    platform.call<T>(method, path, { token: key, headers, ...(body === undefined ? {} : { body }) });
  await call("PATCH", "/v1/organization", { redirectUrls: [RETURN] });
  await call("PUT", "/v1/oauth-apps/hubspot", { clientId: "client-1", clientSecret: "secret-1" });
  const open = async (body: Record<string, unknown> = {}) =>
    (await call("POST", "/v1/connect-sessions", body)).body;
  const get = async (path: string, cookie = "") => {
    const response = await platform.fetch(path, {
      headers: { accept: "text/html", cookie },
      redirect: "manual",
    });
    return { response, text: await response.text() };
  };
  const send = async (
    path: string,
    fields: Record<string, string>,
    headers: Record<string, string> = { origin: ORIGIN },
  ) => {
    const response = await platform.fetch(path, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams(fields).toString(),
      redirect: "manual",
    });
    return { response, text: await response.text() };
  };
  /** The customer goes to the provider: where it sends them back to, and the cookie that the page left. */
  const leave = async (
    session: Session,
    answer: (authorizeUrl: string) => string = (url) => server.consent(url),
  ) => {
    const { response, text } = await send(`/connect/${session.token}/hubspot`, { way: "consent" });
    const authorizeUrl = /content="0;url=([^"]+)"/.exec(text)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const cookie = (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const back = new URL(answer(authorizeUrl));
    return { response, authorizeUrl, cookie, path: back.pathname + back.search };
  };
  const connections = async () => (await call<{ data: Connection[] }>("GET", "/v1/connections")).body.data;
  return { server, requests, platform, organizationId, key, call, open, get, send, leave, connections };
}

const denial = (authorizeUrl: string) =>
  `${ORIGIN}/oauth/hubspot/callback?${new URLSearchParams({ error: "access_denied", state: new URL(authorizeUrl).searchParams.get("state") ?? "" })}`;

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
    ["a provider that does not exist", { providers: ["nobody"] }, "validation_failed"],
    ["a connection of nobody", { connectionId: "conn_01kahk8n3ye6m9d4v0c1x2b3a4" }, "validation_failed"],
    ["a colour that is none", { branding: { color: "red;}body{" } }, "validation_failed"],
    ["a life of a year", { expiresInSeconds: 31_536_000 }, "validation_failed"],
  ])("is not made for %s", async (_, body, code) => {
    const { call } = await setUp();
    const { status, body: problem } = await call("POST", "/v1/connect-sessions", body);
    expect([status, problem.code]).toEqual([422, code]);
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

describe("a consent from the page", () => {
  it("goes to the provider and back, and connects", async () => {
    const { open, leave, get, connections } = await setUp();
    const session = await open({ providers: ["hubspot"] });
    const { path, cookie, response, authorizeUrl } = await leave(session);
    expect(new URL(authorizeUrl).origin).toBe("https://app.hubspot.com");
    expect(response.headers.get("set-cookie")).toMatch(
      /; Path=\/oauth\/; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/,
    );
    const back = await get(path, cookie);
    expect([back.response.status, back.response.headers.get("location")]).toEqual([
      303,
      `/connect/${session.token}`,
    ]);
    expect((await get(`/connect/${session.token}`)).text).toContain("is connected");
    expect(await connections()).toMatchObject([{ provider: "hubspot", status: "active" }]);
  });

  it("ends at the app's own page where it named one", async () => {
    const { open, leave, get, connections } = await setUp();
    const { path, cookie } = await leave(await open({ returnUrl: RETURN }));
    const location = new URL((await get(path, cookie)).response.headers.get("location") ?? "");
    const [connection] = await connections();
    expect(location.origin + location.pathname).toBe(RETURN);
    expect(Object.fromEntries(location.searchParams)).toEqual({
      connectionId: connection?.id,
      status: "active",
    });
  });

  it("counts only in the browser that began it, and not once the link is revoked", async () => {
    const { open, leave, get, call, connections, server } = await setUp();
    const session = await open();
    const elsewhere = await leave(session);
    const { response, text } = await get(elsewhere.path);
    expect([response.status, text.includes("state_unknown")]).toEqual([400, true]);
    const other = await leave(await open());
    const mixed = await leave(session);
    expect((await get(mixed.path, other.cookie)).response.status).toBe(400);
    const revoked = await leave(session);
    await call("DELETE", `/v1/connect-sessions/${session.id}`);
    expect((await get(revoked.path, revoked.cookie)).response.status).toBe(400);
    expect(server.tokenRequests).toEqual([]);
    expect((await connections()).every(({ status }) => status === "pending")).toBe(true);
  });

  it("that is denied or takes too long comes back to the page, which says so, and can be begun again with the same id", async () => {
    const { open, leave, get, connections } = await setUp();
    const session = await open({ returnUrl: RETURN, expiresInSeconds: 3_600 });
    const denied = await leave(session, denial);
    const location = (await get(denied.path, denied.cookie)).response.headers.get("location") ?? "";
    expect(location).toBe(`/connect/${session.token}?error=denied`);
    expect((await get(location)).text).toContain("You did not allow the access");
    const late = await leave(session);
    vi.setSystemTime(Date.now() + 10 * MINUTE_MS);
    expect((await get(late.path, late.cookie)).response.headers.get("location")).toContain("consent_expired");
    const good = await leave(session);
    await get(good.path, good.cookie);
    expect(await connections()).toMatchObject([{ status: "active", generation: 1 }]);
  });

  it("of a connection that needs one keeps its id and its name", async () => {
    const { open, leave, get, connections, platform } = await setUp();
    const first = await leave(await open({ name: "Of Ann" }));
    await get(first.path, first.cookie);
    const [before] = await connections();
    await platform.env.DB.prepare("update connections set status = 'needs_reauth'").run();
    const again = await leave(await open({ connectionId: before?.id }));
    await get(again.path, again.cookie);
    expect(await connections()).toEqual([
      expect.objectContaining({ id: before?.id, name: "Of Ann", status: "active", generation: 2 }),
    ]);
  });

  it("lets the customer turn back to the app without connecting", async () => {
    const { open, get } = await setUp();
    const { token } = await open({ returnUrl: RETURN });
    expect((await get(`/connect/${token}`)).text).toContain(`href="${RETURN}?status=canceled"`);
    expect((await get(`/connect/${token}/resend`)).text).toContain(`href="${RETURN}?status=canceled"`);
  });

  it("shows only words of its own for what an address says", async () => {
    const { open, get } = await setUp();
    const { token } = await open();
    const { text } = await get(`/connect/${token}?error=${encodeURIComponent("<b>Call 555")}`);
    expect(text).not.toContain("555");
    expect((await get(`/connect/${token}?error=toString`)).response.status).toBe(200);
  });
});
