import type { TestPlatform } from "./platform.ts";
import { type Bytes, bytes, githubHeaders } from "./sign.ts";

export const GITHUB_SECRET = "It's a Secret to Everybody";

export interface TestEndpoint {
  readonly id: string;
  readonly url: string;
  readonly path: string;
}

/** Creates an endpoint; for GitHub unless `body` says otherwise. */
export async function createEndpoint(
  platform: TestPlatform,
  key: string,
  body: Record<string, unknown> = { provider: "github", secret: GITHUB_SECRET },
): Promise<TestEndpoint> {
  const created = await platform.call<{ id: string; url: string }>("POST", "/v1/endpoints", {
    token: key,
    body,
  });
  if (created.status !== 201) {
    throw new Error(`The endpoint was not created: ${JSON.stringify(created.body)}`);
  }
  return { id: created.body.id, url: created.body.url, path: new URL(created.body.url).pathname };
}

export interface PushOptions {
  readonly secret?: string;
  readonly delivery?: string;
  readonly headers?: Record<string, string>;
}

/** POSTs a body as GitHub does, rightly signed unless another secret is given. */
export async function push(
  platform: TestPlatform,
  endpoint: Pick<TestEndpoint, "path">,
  body: Bytes | string,
  options: PushOptions = {},
): Promise<Response> {
  const content = typeof body === "string" ? bytes(body) : body;
  const signed = await githubHeaders(content, { secret: GITHUB_SECRET, ...options });
  return await platform.fetch(endpoint.path, {
    method: "POST",
    headers: { ...signed, ...options.headers },
    body: content,
  });
}

export interface EventView {
  readonly id: string;
  readonly type: string;
  readonly status: string;
  readonly attempts: number;
  readonly duplicates: number;
  readonly replays: number;
  readonly error: string | null;
  readonly data: unknown;
  readonly data_base64?: string;
  readonly providerEventId: string | null;
}

export async function events(platform: TestPlatform, key: string, query = ""): Promise<EventView[]> {
  return (await platform.call<{ data: EventView[] }>("GET", `/v1/events${query}`, { token: key })).body.data;
}

export async function rawBytes(platform: TestPlatform, key: string, id: string): Promise<Uint8Array> {
  const response = await platform.fetch(`/v1/events/${id}/raw`, {
    headers: { authorization: `Bearer ${key}` },
  });
  return new Uint8Array(await response.arrayBuffer());
}
