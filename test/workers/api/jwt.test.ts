import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { ADMIN_TOKEN, TestPlatform } from "../../support/platform.ts";

const platform = new TestPlatform();
const ALGORITHMS = ["RS256", "ES256", "EdDSA"] as const;
type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;
const pairs = new Map<string, KeyPair>();
let externalId = "";
let reachable = true;

beforeAll(async () => {
  for (const algorithm of ALGORITHMS) {
    pairs.set(algorithm, await generateKeyPair(algorithm, { extractable: true }));
  }
  externalId = `tenant-${crypto.randomUUID()}`;
  await platform.call("POST", "/v1/organizations", {
    token: ADMIN_TOKEN,
    body: { name: "By JWT", externalId },
  });
});

beforeEach(() => {
  reachable = true;
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    if (
      !reachable ||
      String(input instanceof Request ? input.url : input) !== "https://issuer.example/jwks.json"
    ) {
      throw new Error("Network connection lost.");
    }
    const keys = await Promise.all(
      [...pairs].map(async ([kid, { publicKey }]) => ({
        ...(await exportJWK(publicKey)),
        kid,
        alg: kid,
        use: "sig",
      })),
    );
    return Response.json({ keys });
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

interface TokenOptions {
  readonly algorithm?: string;
  readonly kid?: string;
  readonly claims?: Record<string, unknown>;
  readonly issuer?: string;
  readonly audience?: string;
  readonly expires?: number | null;
  readonly notBefore?: number;
  readonly key?: KeyPair["privateKey"] | Uint8Array;
}

async function token(options: TokenOptions = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  const algorithm = options.algorithm ?? "ES256";
  const jwt = new SignJWT({ org_id: externalId, scope: "events:read", ...options.claims })
    .setProtectedHeader({ alg: algorithm, kid: options.kid ?? algorithm })
    .setIssuer(options.issuer ?? "https://issuer.example")
    .setAudience(options.audience ?? "causeway")
    .setIssuedAt(now);
  if (options.expires !== null) {
    jwt.setExpirationTime(options.expires ?? now + 300);
  }
  if (options.notBefore !== undefined) {
    jwt.setNotBefore(options.notBefore);
  }
  const key = options.key ?? pairs.get(algorithm)?.privateKey;
  if (key === undefined) {
    throw new Error(`No key for ${algorithm}.`);
  }
  return await jwt.sign(key);
}

async function statusFor(options: TokenOptions, path = "/v1/events"): Promise<number> {
  return (await platform.call("GET", path, { token: await token(options) })).status;
}

describe("a JWT of the configured issuer", () => {
  it.each(ALGORITHMS)("opens its organization with its scopes, signed with %s", async (algorithm) => {
    expect(await statusFor({ algorithm })).toBe(200);
    expect(await statusFor({ algorithm }, "/v1/endpoints")).toBe(403);
  });

  it("has no scopes where it names none", async () => {
    expect(await statusFor({ claims: { scope: undefined } })).toBe(403);
  });

  it("is refused when anything about it is not as it should be", async () => {
    const now = Math.floor(Date.now() / 1_000);
    const stranger = await generateKeyPair("ES256");
    const refused: TokenOptions[] = [
      { issuer: "https://elsewhere.example" },
      { audience: "another" },
      { expires: now - 120 },
      { expires: null },
      { notBefore: now + 600 },
      { kid: "unknown" },
      { key: stranger.privateKey },
      { claims: { org_id: "nobody" } },
      { claims: { org_id: undefined } },
      { claims: { org_id: { $ne: null } } },
      { algorithm: "HS256", key: new TextEncoder().encode("a shared secret of thirty-two bytes!") },
    ];
    for (const options of refused) {
      expect([options, await statusFor(options)]).toEqual([options, 401]);
    }
    const unsigned = [{ alg: "none" }, { iss: "https://issuer.example", org_id: externalId, exp: now + 300 }]
      .map((part) => btoa(JSON.stringify(part)).replaceAll("=", ""))
      .join(".");
    expect((await platform.call("GET", "/v1/events", { token: `${unsigned}.` })).status).toBe(401);
  });

  it("gives no admin rights, whatever it claims", async () => {
    expect(await statusFor({ claims: { scope: "admin events:read" } }, "/v1/organizations")).toBe(403);
  });

  it("is answered 503 while the issuer's keys cannot be fetched", async () => {
    const other = new TestPlatform({ JWT_JWKS_URL: "https://issuer.example/unreachable.json" });
    reachable = false;
    const answer = await other.call("GET", "/v1/events", { token: await token() });
    expect(answer).toMatchObject({ status: 503, body: { code: "unavailable" } });
    expect(answer.headers.get("retry-after")).toBe("5");
  });
});
