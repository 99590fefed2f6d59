import type { OAuth2 } from "../../../shared/oauth2/grant.ts";

/** A provider with everything that the standard has, and nothing particular. */
export const standard: OAuth2 = {
  docs: "https://www.rfc-editor.org/rfc/rfc6749",
  grants: ["authorization_code", "refresh_token", "client_credentials", "jwt_bearer"],
  authorizeUrl: "https://{region}.example.com/authorize",
  tokenUrl: "https://{region}.example.com/token",
  placeholders: {
    region: { values: { production: "login", sandbox: "login.sandbox" }, default: "production" },
  },
  scopes: { default: ["read", "write"], separator: " " },
  pkce: "S256",
  clientAuthentication: "basic",
  body: "form",
  lifetimeSeconds: 3600,
  refreshTokens: "single_use",
  clientCredentials: { scopes: ["all"] },
};

export const client = { id: "client-1", secret: "s3cret" };

/** A body's text; `text()` warns of a form. */
export async function textOf(request: Request): Promise<string> {
  return new TextDecoder().decode(await request.arrayBuffer());
}

/** Of a request: what a sample compares. */
export async function sent(request: Request) {
  const { method, url, headers } = request;
  return {
    method,
    url,
    authorization: headers.get("authorization"),
    accept: headers.get("accept"),
    contentType: headers.get("content-type"),
    body: await textOf(request),
  };
}
