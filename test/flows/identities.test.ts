import { afterEach, describe, expect, it } from "vitest";
import { clearDestinations } from "../support/delivering.ts";
import { TestPlatform } from "../support/platform.ts";
import { bytes, svixHeaders } from "../support/sign.ts";
import { createEndpoint, events } from "../support/webhooks.ts";

const SECRET = `whsec_${btoa("0123456789abcdef01234567")}`;
const ROLE = "org:editor";

afterEach(clearDestinations);

interface RecordView {
  readonly status: string;
  readonly fields: { readonly permissions: readonly string[] };
}

/** An organization with an endpoint of Clerk's. */
async function setUp() {
  const platform = new TestPlatform();
  const { key } = await platform.organization();
  const endpoint = await createEndpoint(platform, key, { provider: "clerk", secret: SECRET });
  const start = Date.now();
  /** `second` by the clock of Clerk. */
  const receive = async (type: string, second: number, data: unknown) => {
    const body = bytes(JSON.stringify({ type, data, timestamp: start + second * 1_000 }));
    const at = Math.floor(Date.now() / 1_000);
    const headers = await svixHeaders(body, { secret: SECRET, id: `msg_${crypto.randomUUID()}`, at });
    const response = await platform.fetch(endpoint.path, { method: "POST", headers, body });
    expect(response.status).toBe(200);
    await platform.drain();
  };
  return {
    platform,
    key,
    receive,
    role: (second: number, ...permissions: readonly string[]) =>
      receive("role.updated", second, {
        id: "role_1",
        key: ROLE,
        name: "Editor",
        permissions: permissions.map((name) => ({ object: "permission", key: name })),
      }),
    member: (second: number, ...permissions: readonly string[]) =>
      receive("organizationMembership.created", second, { id: "orgmem_1", role: ROLE, permissions }),
    membership: async () => {
      const query = "/v1/records?kind=membership";
      const { body } = await platform.call<{ data: RecordView[] }>("GET", query, { token: key });
      return body.data[0]?.fields.permissions;
    },
    replayAll: async () => {
      for (const { id } of await events(platform, key, "?provider=clerk")) {
        await platform.call("POST", `/v1/events/${id}/replay`, { token: key });
        await platform.drain();
      }
    },
  };
}

describe("a member's permissions", () => {
  it("are their role's as it stands, though Clerk tells of the role alone", async () => {
    const { role, member, membership, replayAll } = await setUp();
    await member(1, "posts:read");
    expect(await membership()).toEqual(["posts:read"]);
    await role(3, "posts:read", "posts:write");
    expect(await membership()).toEqual(["posts:read", "posts:write"]);
    await role(2);
    expect(await membership()).toEqual(["posts:read", "posts:write"]);
    await replayAll();
    expect(await membership()).toEqual(["posts:read", "posts:write"]);
  });

  it("are what the newest of both says, in whatever order they come", async () => {
    const { role, member, membership } = await setUp();
    await role(2, "posts:write");
    await member(1, "posts:read");
    expect(await membership()).toEqual(["posts:write"]);
    await member(3, "posts:read", "posts:delete");
    expect(await membership()).toEqual(["posts:read", "posts:delete"]);
  });

  it("are nobody else's", async () => {
    const one = await setUp();
    const other = await setUp();
    await one.member(1, "posts:read");
    await other.role(2, "posts:write");
    expect(await one.membership()).toEqual(["posts:read"]);
  });
});

describe("a log-in", () => {
  it("is told of once, and not where somebody acts as the user", async () => {
    const { platform, key, receive, replayAll } = await setUp();
    await platform.call("POST", "/v1/destinations", {
      token: key,
      body: { url: "https://app.example.com/hooks", events: ["causeway.user.*"] },
    });
    await receive("session.created", 1, { id: "sess_1", user_id: "user_1", actor: null });
    await receive("session.created", 2, { id: "sess_2", user_id: "user_1", actor: { sub: "user_2" } });
    await receive("session.ended", 3, { id: "sess_1", user_id: "user_1", actor: null });
    await replayAll();
    expect(await events(platform, key, "?provider=causeway")).toMatchObject([
      {
        type: "causeway.user.logged_in",
        data: { provider: "clerk", userId: "user_1", sessionId: "sess_1" },
      },
    ]);
  });
});
