/** What a key or token may be allowed to do. A key without scopes may do all of it. */
export const SCOPES = [
  "organization:read",
  "organization:write",
  "keys:read",
  "keys:write",
  "providers:read",
  "endpoints:read",
  "endpoints:write",
  "events:read",
  "events:write",
  "messages:read",
  "billing:read",
] as const;

export type Scope = (typeof SCOPES)[number];
