import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RETURN, createConnecting as setUp } from "../support/connecting.ts";
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

const denial = (authorizeUrl: string) =>
  `${ORIGIN}/oauth/hubspot/callback?${new URLSearchParams({ error: "access_denied", state: new URL(authorizeUrl).searchParams.get("state") ?? "" })}`;

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

  it("that comes back to a link which connected another account meanwhile connects nothing", async () => {
    const { open, leave, send, get, connections, server } = await setUp();
    const session = await open({ providers: ["hubspot", "resend"] });
    const { cookie, path } = await leave(session);
    server.strict = false;
    await send(`/connect/${session.token}/resend`, { way: "form", apiKey: "re_1234567890" });
    const { response, text } = await get(path, cookie);
    expect([response.status, text.includes("has connected an account")]).toEqual([400, true]);
    expect(server.tokenRequests).toEqual([]);
    const active = (await connections()).filter(({ status }) => status === "active");
    expect(active.map(({ provider }) => provider)).toEqual(["resend"]);
  });

  it("that fails for a connection which works leaves the link open, and says what was wrong", async () => {
    const { open, leave, get, call, connections, server } = await setUp();
    const first = await leave(await open());
    await get(first.path, first.cookie);
    const [before] = await connections();
    const session = await open({ connectionId: before?.id, returnUrl: RETURN });
    const again = await leave(session);
    server.instead = () => new Response("<html>");
    const { response } = await get(again.path, again.cookie);
    expect(response.headers.get("location")).toBe(`/connect/${session.token}?error=not_json`);
    const path = `/v1/connect-sessions/${session.id}`;
    expect((await call("GET", path)).body).toMatchObject({ status: "open" });
    expect(await connections()).toEqual([before]);
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
