import { describe, expect, it } from "vitest";
import { TestPlatform } from "../support/platform.ts";

const SECRET = "It's a Secret to Everybody";

async function githubSignature(body: string, secret = SECRET): Promise<string> {
  const key = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(secret),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(body)));
  return `sha256=${[...mac].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

async function githubEndpoint(platform: TestPlatform, key: string): Promise<{ id: string; path: string }> {
  const created = await platform.call<{ id: string; url: string }>("POST", "/v1/endpoints", {
    token: key,
    body: { provider: "github", secret: SECRET },
  });
  expect(created.status).toBe(201);
  return { id: created.body.id, path: new URL(created.body.url).pathname };
}

async function push(platform: TestPlatform, path: string, body: string, delivery: string): Promise<Response> {
  return await platform.fetch(path, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-github-event": "push",
      "x-github-delivery": delivery,
      "x-hub-signature-256": await githubSignature(body),
    },
    body,
  });
}

describe("a verified webhook", () => {
  it("becomes a stored event with its bytes after one queue send and no database write", async () => {
    const platform = new TestPlatform();
    const { key } = await platform.organization();
    const endpoint = await githubEndpoint(platform, key);
    const body = '{ "ref":"refs/heads/main",  "pusher":{"name":"Zoë"} }\r\n';
    await push(platform, endpoint.path, "{}", crypto.randomUUID());
    platform.queue.take();

    platform.database.statements.length = 0;
    const response = await push(platform, endpoint.path, body, "72d3162e-cc78-11e3-81ab-4c9367dc0958");

    expect(response.status).toBe(200);
    const answer = await response.json<{ received: boolean; id: string }>();
    expect(answer.received).toBe(true);
    expect(platform.database.statements).toEqual([]);
    expect(platform.queue.sent).toHaveLength(1);

    await platform.drain();
    const event = await platform.call("GET", `/v1/events/${answer.id}`, { token: key });
    expect(event.body).toMatchObject({
      id: answer.id,
      specversion: "1.0",
      type: "github.push",
      providerEventId: "72d3162e-cc78-11e3-81ab-4c9367dc0958",
      endpointId: endpoint.id,
      status: "processed",
      duplicates: 0,
      data: { ref: "refs/heads/main", pusher: { name: "Zoë" } },
    });
    const raw = await platform.fetch(`/v1/events/${answer.id}/raw`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(await raw.text()).toBe(body);
    expect(raw.headers.get("content-type")).toBe("application/json");
  });
});
