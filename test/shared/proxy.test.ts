import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answeredHeaders, forwardedHeaders } from "../../shared/proxy/headers.ts";
import { coverSecrets, holdsSecret } from "../../shared/proxy/redact.ts";
import { secretsOf } from "../../shared/proxy/secret.ts";
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
  const rules = { base: BASE, prefix: "/v1/connections/conn_1/proxy", secrets: secretsOf(["s3cr3t-key"]) };
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

/** What encoders make of a text; each also character by character. */
const ENCODERS: readonly ((text: string) => string)[] = [
  (text) => text,
  encodeURIComponent,
  (text) => encodeURIComponent(text).replaceAll(/%../g, (code) => code.toLowerCase()),
  (text) => encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`),
  (text) => new URLSearchParams([["", text]]).toString().slice(1),
  (text) => JSON.stringify(text).slice(1, -1),
  (text) => JSON.stringify(text).slice(1, -1).replaceAll("/", "\\/"),
  (text) =>
    inUnits(
      JSON.stringify(text).slice(1, -1),
      (code) => code > 126,
      (code) => code,
    ),
  (text) =>
    inUnits(
      text,
      () => true,
      (code) => code.toUpperCase(),
    ),
];

function inUnits(text: string, isEscaped: (code: number) => boolean, spelled: (hex: string) => string) {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  return units
    .map((code) =>
      isEscaped(code) ? `\\u${spelled(code.toString(16).padStart(4, "0"))}` : String.fromCharCode(code),
    )
    .join("");
}

/** In neither a secret nor an escape of one. */
const FILLER = ["z", "~", "Z"];
const secretText = fc
  .string({ unit: "grapheme", minLength: 8, maxLength: 24 })
  .filter((text) => [...text].length >= 8 && !FILLER.some((character) => text.includes(character)));
const filler = fc.string({ unit: fc.constantFrom(...FILLER), maxLength: 12 });
const bytesOf = (text: string) => new TextEncoder().encode(text);
const basicOf = (text: string) => btoa(String.fromCharCode(...bytesOf(`user:${text}`)));

async function covered(text: string, size: number, secrets: ReturnType<typeof secretsOf>): Promise<string> {
  const bytes = bytesOf(text);
  const chunks = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.byteLength; at += size) {
        controller.enqueue(bytes.slice(at, at + size));
      }
      controller.close();
    },
  });
  return new TextDecoder().decode(
    await new Response(chunks.pipeThrough(coverSecrets(secrets))).arrayBuffer(),
  );
}

describe("secrets in an answer", () => {
  const encoded = secretText.chain((secret) =>
    fc.record({
      secret: fc.constant(secret),
      spellings: fc.array(
        fc.oneof(
          fc.constantFrom(...ENCODERS).map((encode) => encode(secret)),
          fc
            .array(fc.constantFrom(...ENCODERS), { minLength: 24, maxLength: 24 })
            .map((encoders) => [...secret].map((one, at) => encoders[at % 24]?.(one) ?? one).join("")),
          fc.constantFrom(...ENCODERS).map((encode) => encode(basicOf(secret))),
        ),
        { minLength: 1, maxLength: 5 },
      ),
    }),
  );

  it("are covered in every spelling, wherever chunks split them, and nothing else is touched", async () => {
    await fc.assert(
      fc.asyncProperty(
        encoded,
        fc.array(filler, { minLength: 6, maxLength: 6 }),
        fc.integer({ min: 1, max: 40 }),
        async ({ secret, spellings }, fillers, size) => {
          const secrets = secretsOf([secret, basicOf(secret)]);
          const pieces = spellings.map((one, at) => [fillers[at] ?? "", one] as const);
          const text = pieces.flat().join("") + fillers[5];
          const expected = pieces.map(([left, one]) => left + "*".repeat(bytesOf(one).byteLength));
          expect(await covered(text, size, secrets)).toBe(expected.join("") + fillers[5]);
          expect(spellings.map((one) => holdsSecret(secrets, `${fillers[0]}${one}`))).not.toContain(false);
          expect(holdsSecret(secrets, fillers.join(""))).toBe(false);
        },
      ),
    );
  });

  it("are covered where they overlap each other, and one that is part of another with it", async () => {
    const secrets = secretsOf(["aaaabbbb", "bbbbcccc", "bbbbccccdddd", "aaaabbbb", "short", undefined]);
    expect(secrets.all).toHaveLength(3);
    for (const size of [1, 3, 5, 100]) {
      expect(await covered("aaaabbbbcccc-aaaabbbb-short-bbbbccccdddd", size, secrets)).toBe(
        `${"*".repeat(12)}-${"*".repeat(8)}-short-${"*".repeat(12)}`,
      );
    }
  });

  it("hold nothing back that they cannot have begun in, and what only began like one comes at the end", async () => {
    const cover = coverSecrets(secretsOf(["s3cr3t-key"]));
    const [writer, reader] = [cover.writable.getWriter(), cover.readable.getReader()];
    const next = async () => new TextDecoder().decode((await reader.read()).value);
    void writer.write(bytesOf("data: 1\n\n"));
    expect(await next()).toBe("data: 1\n\n");
    void writer.write(bytesOf("data: s3cr3t"));
    expect(await next()).toBe("data: ");
    void writer.close();
    expect(await next()).toBe("s3cr3t");
  });
});
