import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answeredHeaders, forwardedHeaders } from "../../shared/proxy/headers.ts";
import { coverSecrets, tellingSecrets } from "../../shared/proxy/redact.ts";
import { proxyTarget } from "../../shared/proxy/target.ts";

const BASE = "https://api.example.com/v1";

describe("the target of a proxied call", () => {
  it("is the path under the provider's base URL, escapes and query as they are", () => {
    for (const [path, search] of [
      ["/contacts", ""],
      ["/calendars/a%40b.co/events", "?q=%2F..%2F&x=//evil"],
      ["/files/a%2Fb/", ""],
      ["/a//b", ""],
      ["/%F0%9F%99%82", ""],
    ] as const) {
      expect(proxyTarget(BASE, path, search)?.href).toBe(`${BASE}${path}${search}`);
    }
  });

  it("is none for a path that leaves the API, whatever the escape", () => {
    const paths = [
      "",
      "contacts",
      "//evil.example.com",
      "/%2Fevil.example.com",
      "/%252Fevil",
      "/..",
      "/../admin",
      "/a/../../admin",
      "/.%2e/admin",
      "/%2e%2e/admin",
      "/a%2f..%2f..%2fadmin",
      "/%252e%252e/admin",
      "/a%252f..%252fadmin",
      "/./a",
      "/\\evil.example.com",
      "/a%5c..%5cadmin",
      "/%00",
      "/a%0d%0ahost:evil",
      "/%",
      "/%zz",
      "/%ff",
      "@evil.example.com/",
      ".evil.example.com/",
      ":8080/",
    ];
    expect(paths.filter((path) => proxyTarget(BASE, path, "") !== null)).toEqual([]);
  });

  it("never has another origin, user or root, whatever is asked", () => {
    const part = fc.oneof(
      fc.constantFrom(
        "/",
        "\\",
        "..",
        ".",
        "@",
        ":",
        "%2f",
        "%2e",
        "%5c",
        "%25",
        "%252e",
        "evil.com",
        "?",
        "#",
      ),
      fc.string({ unit: "binary", maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const url = proxyTarget(BASE, `/${parts.join("")}`, "");
        if (url !== null) {
          expect([url.origin, url.username, url.password]).toEqual(["https://api.example.com", "", ""]);
          expect(url.pathname.startsWith("/v1/")).toBe(true);
        }
      }),
    );
  });
});

describe("the headers of a proxied call", () => {
  it("are the client's without cookies, credentials, hops and what says who called, and with the provider's", () => {
    const given = new Headers({
      authorization: "Bearer cw_ours",
      "api-version": "client",
      connection: "keep-alive, X-Hop",
      "x-hop": "1",
      "keep-alive": "5",
      te: "trailers",
      upgrade: "h2c",
      cookie: "session=1",
      host: "causeway.test",
      "cf-connecting-ip": "1.1.1.1",
      "x-forwarded-for": "1.1.1.1",
      forwarded: "for=1.1.1.1",
      "x-original-host": "evil",
      "idempotency-key": "key",
      accept: "text/csv",
    });
    const authorize = { authorization: "Bearer theirs" };
    const defaults = { "api-version": "ours", "x-default": "1" };
    expect(Object.fromEntries(forwardedHeaders(given, { authorize, defaults }))).toEqual({
      accept: "text/csv",
      "api-version": "client",
      authorization: "Bearer theirs",
      "idempotency-key": "key",
      "x-default": "1",
    });
  });
});

describe("the headers of a provider's answer", () => {
  const rules = { base: BASE, prefix: "/v1/connections/conn_1/proxy", secrets: ["s3cr3t-key"] };
  const answered = (headers: Record<string, string>) =>
    Object.fromEntries(answeredHeaders(new Headers(headers), `${BASE}/a/b`, rules));

  it("come back without cookies, hops, secrets and what a browser would take for ours", () => {
    const headers = answered({
      "set-cookie": "a=1",
      connection: "close",
      "x-echo": "key=s3cr3t-key",
      "access-control-allow-origin": "*",
      "retry-after": "3",
      "content-type": "text/html",
    });
    expect(headers).toEqual({
      "content-security-policy": "sandbox; default-src 'none'",
      "content-type": "text/html",
      "retry-after": "3",
      "x-content-type-options": "nosniff",
    });
  });

  it("lead a redirect through the proxy within the API, and nowhere beyond it", () => {
    const led = (location: string) => answered({ location }).location;
    expect(led("/v1/c?d=1")).toBe(`${rules.prefix}/c?d=1`);
    expect(led("c")).toBe(`${rules.prefix}/a/c`);
    expect(led(`${BASE}/c`)).toBe(`${rules.prefix}/c`);
    const away = ["/v2/c", "https://evil.example.com/v1/c", "//evil.example.com/v1/", "http://[", "../../.."];
    expect(away.map(led)).toEqual(away.map(() => undefined));
  });
});

describe("secrets in a body", () => {
  it("are covered wherever chunks split them, and nothing else is touched", async () => {
    const secrets = tellingSecrets(["s3cr3t-key", "sécret-ü-value", "short", undefined]);
    expect(secrets).toHaveLength(2);
    const piece = fc.oneof(fc.constantFrom(...secrets), fc.string({ maxLength: 12 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 12 }),
        fc.integer({ min: 1, max: 9 }),
        async (pieces, size) => {
          const text = pieces.join("");
          const bytes = new TextEncoder().encode(text);
          const chunks = new ReadableStream<Uint8Array>({
            start(controller) {
              for (let at = 0; at < bytes.byteLength; at += size) {
                controller.enqueue(bytes.slice(at, at + size));
              }
              controller.close();
            },
          });
          const out = new Uint8Array(
            await new Response(chunks.pipeThrough(coverSecrets(secrets))).arrayBuffer(),
          );
          const expected = secrets.reduce(
            (left, secret) =>
              left.replaceAll(secret, "*".repeat(new TextEncoder().encode(secret).byteLength)),
            new TextDecoder().decode(bytes),
          );
          expect(new TextDecoder().decode(out)).toBe(expected);
          expect(out.byteLength).toBe(bytes.byteLength);
        },
      ),
    );
  });
});
