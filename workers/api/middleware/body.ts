import { createMiddleware } from "hono/factory";
import { bytesToUtf8 } from "../../../shared/crypto/bytes.ts";
import { Problem } from "../../../shared/errors.ts";
import { readBody } from "../../../shared/http.ts";
import { hasLoneSurrogate } from "../json.ts";
import type { ApiEnv } from "../types.ts";

/** The largest request body of the API: a bulk call of a thousand messages fits. */
const MAX_API_BODY_BYTES = 5_000_000;

const JSON_TYPE = /^application\/(json|[a-z0-9.+-]+\+json)\s*(;|$)/i;

/** Routes that read their body as it arrives, themselves bounded and of types of their own. */
const STREAMED: ReadonlySet<string> = new Set(["/v1/contacts/import"]);
/** Bodies that are for a provider: they are neither read nor judged here. */
const PROXIED = /^\/v1\/connections\/[^/]+\/proxy\//;

/** Reads the body once, bounded, and refuses what is not JSON by its type or not UTF-8. */
export const boundedBody = createMiddleware<ApiEnv>(async (c, next) => {
  if (c.req.method === "POST" && STREAMED.has(c.req.path)) {
    c.set("body", new Uint8Array());
    return await next();
  }
  if (PROXIED.test(c.req.path)) {
    return await next();
  }
  const body = await readBody(c.req.raw, MAX_API_BODY_BYTES);
  if (!body.ok) {
    throw new Problem("body_too_large", `Bodies are taken up to ${MAX_API_BODY_BYTES} bytes.`);
  }
  const { bytes } = body;
  c.set("body", bytes);
  if (bytes.byteLength > 0 && !JSON_TYPE.test(c.req.header("content-type") ?? "")) {
    throw new Problem("unsupported_media_type", "Send `Content-Type: application/json`.");
  }
  const text = bytesToUtf8(bytes);
  if (text === null || hasLoneSurrogate(text)) {
    throw new Problem("malformed_json", "The body is not valid JSON in UTF-8.");
  }
  if (c.req.method !== "GET" && c.req.method !== "HEAD") {
    const { url, method, headers } = c.req.raw;
    c.req.raw = new Request(url, {
      method,
      headers: withJsonType(headers),
      body: bytes.byteLength > 0 ? bytes : "{}",
    });
  }
  await next();
});

/** A request without a body means an empty object: a route whose fields are all optional needs none. */
function withJsonType(headers: Headers): Headers {
  const copy = new Headers(headers);
  copy.set("content-type", "application/json");
  return copy;
}
