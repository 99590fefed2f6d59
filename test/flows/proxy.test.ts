import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { hubspot } from "../../shared/providers/hubspot/index.ts";
import { OAuthServer } from "../support/oauth-server.ts";
import { SendingPlatform, stubFetch } from "../support/sending.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  await new SendingPlatform().env.DB.prepare("delete from connections").run();
});

/** A connection of a provider that is answered for by the test once it is proven. */
async function setUp(provider: string, credentials: Record<string, string>) {
  const platform = new SendingPlatform();
  const { id, key } = await platform.organization();
  let answer: (request: Request) => Response | Promise<Response> = () => Response.json({ data: [] });
  const requests = stubFetch((request) => answer(request));
  const made = await platform.call<{ id: string; status: string }>("POST", "/v1/connections", {
    token: key,
    body: { provider, credentials },
  });
  expect(made.body.status).toBe("active");
  // the permit of that call is free again
  vi.setSystemTime(Date.now() + 2_000);
  requests.length = 0;
  const proxy = (path: string, init: RequestInit = {}) =>
    platform.fetch(`/v1/connections/${made.body.id}/proxy${path}`, {
      ...init,
      headers: { authorization: `Bearer ${key}`, ...(init.headers as Record<string, string> | undefined) },
    });
  const answerWith = (next: typeof answer) => {
    answer = next;
  };
  return { platform, organizationId: id, key, connectionId: made.body.id, requests, proxy, answerWith };
}

const resend = () => setUp("resend", { apiKey: `re_${crypto.randomUUID()}` });
const codeOf = async (response: Response) => (await response.json<{ code: string }>()).code;

describe("a call through the proxy", () => {
  it("is the provider's own, with the connection's credential; the answer is the provider's, errors too", async () => {
    const apiKey = `re_${crypto.randomUUID()}`;
    const { proxy, requests, answerWith } = await setUp("resend", { apiKey });
    answerWith(async (request) =>
      Response.json(
        { echoed: await request.text(), key: request.headers.get("authorization") },
        { status: 422, headers: { "set-cookie": "a=1", "x-kept": "1", "x-echo": apiKey } },
      ),
    );
    const response = await proxy("/emails?x=%2F", {
      method: "POST",
      body: "name=Zo%C3%AB",
      headers: { "content-type": "application/x-www-form-urlencoded", cookie: "s=1", "cf-ray": "1" },
    });
    expect(response.status).toBe(422);
    expect(await response.json()).toEqual({
      echoed: "name=Zo%C3%AB",
      key: `Bearer ${"*".repeat(apiKey.length)}`,
    });
    expect(response.headers.get("x-causeway-attempts")).toBe("1");
    expect([response.headers.get("x-kept"), response.headers.get("set-cookie")]).toEqual(["1", null]);
    expect(response.headers.get("x-echo")).toBeNull();
    const [sent] = requests;
    expect([sent?.method, sent?.url]).toEqual(["POST", "https://api.resend.com/emails?x=%2F"]);
    expect(sent?.headers.get("authorization")).toBe(`Bearer ${apiKey}`);
    expect([sent?.headers.get("cookie"), sent?.headers.get("cf-ray")]).toEqual([null, null]);
  });

  it("shows the credential in no spelling, wherever chunks split it; an encoding that cannot be searched is refused", async () => {
    const token = `a/b "${crypto.randomUUID()}" ü`;
    const { proxy, answerWith } = await setUp("crm", {
      baseUrl: "https://api.crm.example.com/v1",
      authStyle: "query",
      token,
    });
    const escaped = JSON.stringify(token).slice(1, -1).replaceAll("/", "\\/");
    const spellings = [token, encodeURIComponent(token), escaped];
    answerWith(() => {
      const bytes = new TextEncoder().encode(`<${spellings.join("><")}>`);
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          for (let at = 0; at < bytes.length; at += 7) {
            controller.enqueue(bytes.slice(at, at + 7));
          }
          controller.close();
        },
      });
      return new Response(body, {
        statusText: `OK ${encodeURIComponent(token)}`,
        headers: { "x-echo": encodeURIComponent(token).toLowerCase(), "x-kept": "1" },
      });
    });
    const echoed = await proxy("/contacts");
    expect(await echoed.text()).toMatch(/^<\*+><\*+><\*+>$/);
    expect([echoed.statusText, echoed.headers.get("x-echo"), echoed.headers.get("x-kept")]).toEqual([
      "",
      null,
      "1",
    ]);
    for (const encoding of ["deflate", "zstd", "gzip, gzip"]) {
      answerWith(() => new Response(token, { headers: { "content-encoding": encoding } }));
      const refused = await proxy("/contacts");
      expect([refused.status, await codeOf(refused)]).toEqual([502, "provider_encoding_unknown"]);
    }
  });

  it("carries a proof that a provider takes in the query, whatever the client sends there; it never comes back", async () => {
    const token = `key ${crypto.randomUUID()}`;
    const { proxy, requests, answerWith } = await setUp("crm", {
      baseUrl: "https://api.crm.example.com/v1",
      authStyle: "query",
      token,
    });
    answerWith(({ url }) => Response.json({ next: url }, { headers: { link: `<${url}>; rel="next"` } }));
    const response = await proxy("/contacts?api_key=mine&page=2");
    const sent = new URL(requests[0]?.url ?? "");
    expect([sent.pathname, ...sent.searchParams]).toEqual([
      "/v1/contacts",
      ["api_key", token],
      ["page", "2"],
    ]);
    expect([response.status, response.headers.get("link")]).toEqual([200, null]);
    expect(await response.text()).not.toContain(token.slice(4));
  });

  it("streams both bodies: the answer is there before the request's end, above the API's own limit", async () => {
    const { proxy, answerWith } = await resend();
    answerWith((request) => new Response(request.body));
    const chunk = new Uint8Array(1_000_000).fill(7);
    let left = 6;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        left -= 1;
        controller.enqueue(chunk);
        if (left === 0) {
          controller.close();
        }
      },
    });
    const response = await proxy("/upload", {
      method: "PUT",
      body,
      headers: { "content-type": "application/octet-stream" },
    });
    expect(left).toBeGreaterThan(0);
    expect((await response.arrayBuffer()).byteLength).toBe(6_000_000);
  });

  it("never leaves the provider's API, and a refused path sends nothing", async () => {
    const { proxy, requests } = await resend();
    for (const path of [
      "//evil.example.com",
      "/%2fevil",
      "/a%2f..%2f..%2fadmin",
      "/%252e%252e/x",
      "/a%5cb",
    ]) {
      expect(await codeOf(await proxy(path))).toBe("proxy_path_refused");
    }
    expect(requests).toEqual([]);
  });

  it("is safe to repeat when it only reads: three tries at 503s and lost answers, one where it acts", async () => {
    const { proxy, requests, answerWith } = await resend();
    let count = 0;
    answerWith(() => {
      count += 1;
      vi.setSystemTime(Date.now() + 1_000);
      if (count === 1) {
        throw new TypeError("connection lost");
      }
      return count === 2 ? new Response("busy", { status: 503 }) : Response.json({ ok: true });
    });
    const read = await proxy("/domains");
    expect([read.status, read.headers.get("x-causeway-attempts")]).toEqual([200, "3"]);
    requests.length = 0;
    answerWith(() => {
      vi.setSystemTime(Date.now() + 1_000);
      return new Response("busy", { status: 503 });
    });
    const acted = await proxy("/emails", { method: "POST", body: "{}" });
    expect([acted.status, await acted.text(), requests.length]).toEqual([503, "busy", 1]);
    const overridden = await proxy("/emails", { headers: { "x-http-method-override": "POST" } });
    expect(overridden.headers.get("x-causeway-attempts")).toBe("1");
    answerWith(() => {
      throw new TypeError("connection lost");
    });
    const lost = await proxy("/emails", { method: "POST", body: "{}" });
    expect([lost.status, lost.headers.get("x-causeway-attempts")]).toEqual([502, "1"]);
    expect(await codeOf(lost)).toBe("provider_unreachable");
  });

  it("counts for the account's breaker, which then answers in its place", async () => {
    const { proxy, requests, answerWith, platform, key } = await resend();
    const destination = { url: "https://app.example.com/", events: ["causeway.breaker.*"] };
    await platform.call("POST", "/v1/destinations", { token: key, body: destination });
    answerWith(() => new Response("broken", { status: 500 }));
    for (let count = 0; count < 5; count += 1) {
      expect((await proxy("/emails", { method: "POST", body: "{}" })).status).toBe(500);
      vi.setSystemTime(Date.now() + 1_000);
    }
    requests.length = 0;
    const stopped = await proxy("/emails", { method: "POST", body: "{}" });
    expect([stopped.status, requests.length]).toEqual([503, 0]);
    expect(Number(stopped.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await codeOf(stopped)).toBe("breaker_open");
    const told = await platform.call<{ data: { type: string }[] }>("GET", "/v1/events?provider=causeway", {
      token: key,
    });
    expect(told.body.data.map(({ type }) => type)).toEqual(["causeway.breaker.opened"]);
    const tables = ["deliveries", "destinations"];
    await platform.env.DB.batch(tables.map((table) => platform.env.DB.prepare(`delete from ${table}`)));
  });

  it("heeds what an answer says is left of the account's limit", async () => {
    const { proxy, requests, answerWith } = await setUp("github", { token: `ghp_${crypto.randomUUID()}` });
    answerWith(() => {
      const reset = String(Math.ceil(Date.now() / 1_000) + 60);
      return Response.json({}, { headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset } });
    });
    expect((await proxy("/user/repos")).status).toBe(200);
    vi.setSystemTime(Date.now() + 2_000);
    requests.length = 0;
    const limited = await proxy("/user/repos");
    expect([limited.status, await codeOf(limited), requests.length]).toEqual([429, "account_limited", 0]);
    vi.setSystemTime(Date.now() + 60_000);
    expect((await proxy("/user/repos")).status).toBe(200);
  });

  it("waits for no limit for long: 429 with Retry-After where the account is used up", async () => {
    const { proxy, answerWith } = await resend();
    answerWith(() => new Response("slow down", { status: 429, headers: { "retry-after": "60" } }));
    expect((await proxy("/emails", { method: "POST", body: "{}" })).status).toBe(429);
    const limited = await proxy("/domains");
    expect([limited.status, await codeOf(limited)]).toEqual([429, "account_limited"]);
    expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(30);
  });

  it("is for who has the scope, and refuses a connection that is held or has no API", async () => {
    const { platform, organizationId, key, connectionId, proxy } = await resend();
    const other = await platform.key(organizationId, ["connections:write"]);
    const answer = await platform.fetch(`/v1/connections/${connectionId}/proxy/domains`, {
      headers: { authorization: `Bearer ${other}` },
    });
    expect(answer.status).toBe(403);
    const disabled = { token: key, body: { enabled: false } };
    await platform.call("PATCH", `/v1/connections/${connectionId}`, disabled);
    expect(await codeOf(await proxy("/domains"))).toBe("connection_not_usable");
    const zapier = await setUp("zapier", { webhookUrl: "https://hooks.zapier.com/hooks/catch/1/a/" });
    expect(await codeOf(await zapier.proxy("/"))).toBe("proxy_not_supported");
  });
});

describe("a token that the provider killed early", () => {
  async function consented() {
    const server = new OAuthServer();
    const requests = stubFetch(server.answer);
    const platform = new SendingPlatform();
    const { key } = await platform.organization();
    const call = <T>(method: string, path: string, body: unknown) =>
      platform.call<T>(method, path, { token: key, body });
    await call("PUT", "/v1/oauth-apps/hubspot", { clientId: "client-1", clientSecret: "secret-1" });
    const begun = await call<{ authorizeUrl: string; connectionId: string }>(
      "POST",
      "/v1/oauth/hubspot/authorize",
      {},
    );
    const { pathname, search } = new URL(server.consent(begun.body.authorizeUrl));
    await platform.fetch(pathname + search);
    vi.setSystemTime(Date.now() + 120_000);
    requests.length = 0;
    const { connectionId } = begun.body;
    const proxy = (init: RequestInit = {}) =>
      platform.fetch(`/v1/connections/${connectionId}/proxy/crm/v3/objects/contacts`, {
        ...init,
        headers: { authorization: `Bearer ${key}` },
      });
    const health = async () => {
      const view = await platform.call<{ health: unknown }>("GET", `/v1/connections/${connectionId}`, {
        token: key,
      });
      return view.body.health;
    };
    return { server, requests, proxy, health };
  }

  it("is refreshed once and the call made once more; a second 401 is the client's", async () => {
    const { server, requests, proxy, health } = await consented();
    server.accessToken = "another";
    const read = await proxy();
    expect([read.status, read.headers.get("x-causeway-attempts")]).toEqual([200, "2"]);
    expect(requests.filter(({ url }) => url.includes("token"))).toHaveLength(1);
    vi.setSystemTime(Date.now() + 120_000);
    requests.length = 0;
    server.beforeAnswer = () => {
      server.accessToken = "never";
    };
    server.accessToken = "another again";
    const refused = await proxy();
    expect([refused.status, refused.headers.get("x-causeway-attempts")]).toEqual([401, "2"]);
    expect(requests).toHaveLength(3);
    expect(await health()).toMatchObject({
      status: "degraded",
      failures: [{ cause: "revoked", code: "http_401" }],
    });
  });

  it("is refreshed for the next call where a body is gone, and never for a scope that is missing", async () => {
    const { server, requests, proxy } = await consented();
    server.accessToken = "another";
    const acted = await proxy({ method: "POST", body: "{}" });
    expect([acted.status, acted.headers.get("x-causeway-attempts")]).toEqual([401, "1"]);
    expect((await proxy({ method: "POST", body: "{}" })).status).toBe(200);
    vi.setSystemTime(Date.now() + 120_000);
    requests.length = 0;
    stubFetch(() => Response.json({ category: "MISSING_SCOPES" }, { status: 403 }));
    expect((await proxy()).status).toBe(403);
    expect(requests).toEqual([]);
  });
});

describe("a call that is of a kind which the provider counts apart", () => {
  it("is refused where its kind is used up, and those of other kinds go on", async () => {
    const documented = hubspot.limits;
    const search = { ...documented.classes.search, windows: [{ limit: 2, perSeconds: 3_600 }] };
    Object.assign(hubspot, { limits: { ...documented, classes: { search } } });
    try {
      const { proxy } = await setUp("hubspot", { accessToken: `pat-na1-${crypto.randomUUID()}` });
      const find = async () => {
        const response = await proxy("/crm/v3/objects/contacts/search", { method: "POST", body: "{}" });
        return response.status === 429 ? await codeOf(response) : response.status;
      };
      expect([await find(), await find(), await find()]).toEqual([200, 200, "account_limited"]);
      expect((await proxy("/crm/v3/objects/contacts?limit=1")).status).toBe(200);
    } finally {
      Object.assign(hubspot, { limits: documented });
    }
  });
});
