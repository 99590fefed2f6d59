import { jwtVerify } from "jose";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { exampleCredentials, SendingPlatform, stubFetch } from "../support/sending.ts";

const platform = new SendingPlatform();
const API_KEY = { apiKeySid: `SK${"0".repeat(32)}`, apiKeySecret: "TestTestTestTestTestTestTestTest" };

let key: string;

beforeEach(async () => {
  stubFetch(() => Response.json({ status: "active", data: [] }));
  ({ key } = await platform.organization());
});

afterEach(() => vi.unstubAllGlobals());

interface Answer {
  readonly id: string;
  readonly token: string;
  readonly expiresAt: string;
}

async function connect(provider: string, more: Record<string, string> = {}): Promise<string> {
  const credentials = { ...exampleCredentials(provider), ...more };
  const created = await platform.call<Answer>("POST", "/v1/connections", {
    token: key,
    body: { provider, credentials },
  });
  expect(created).toMatchObject({ status: 201, body: { status: "active" } });
  return created.body.id;
}

function ask(id: string, body: unknown, headers: Record<string, string> = {}) {
  return platform.call<Answer>("POST", `/v1/connections/${id}/client-tokens`, { token: key, body, headers });
}

const video = { kind: "video", input: { identity: "ann", room: "booking-42", lifetimeSeconds: 600 } };

describe("a token for a participant", () => {
  it("is signed with the connection's API key, and asks nothing of the provider", async () => {
    const id = await connect("twilio", API_KEY);
    const requests = stubFetch(() => Response.error());
    const { status, body } = await ask(id, video);
    expect([status, requests.length]).toEqual([201, 0]);
    const secret = new TextEncoder().encode(API_KEY.apiKeySecret);
    const { payload, protectedHeader } = await jwtVerify(body.token, secret);
    expect(protectedHeader).toMatchObject({ alg: "HS256", cty: "twilio-fpa;v=1" });
    expect(payload).toMatchObject({ grants: { identity: "ann", video: { room: "booking-42" } } });
    expect(Date.parse(body.expiresAt)).toBe(Number(payload.exp) * 1_000);
  });

  it("is shown once: the same request under its key gets the answer without it", async () => {
    const id = await connect("twilio", API_KEY);
    const headers = { "idempotency-key": crypto.randomUUID() };
    const first = await ask(id, video, headers);
    const again = await ask(id, video, headers);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(first.body.token).toMatch(/^ey/);
    expect(JSON.stringify(again.body)).not.toContain(first.body.token.slice(0, 20));
  });

  it("is refused where the connection lacks the key, or its provider has none of the kind", async () => {
    const lacking = await ask(await connect("twilio"), video);
    expect(lacking).toMatchObject({
      status: 409,
      body: { code: "connection_not_usable", detail: expect.stringContaining("apiKeySid and apiKeySecret") },
    });
    const other = await ask(await connect("resend"), video);
    expect(other).toMatchObject({ status: 409, body: { code: "conflict" } });
    const tooLong = { ...video, input: { identity: "ann", lifetimeSeconds: 90_000 } };
    expect(await ask(await connect("twilio", API_KEY), tooLong)).toMatchObject({
      status: 422,
      body: { errors: [{ path: "body.input.lifetimeSeconds" }] },
    });
  });
});
