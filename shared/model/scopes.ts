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
  "connections:read",
  "connections:write",
  "jobs:read",
  "jobs:write",
  "messages:read",
  "messages:write",
  "limits:read",
  "limits:write",
  "consents:read",
  "consents:write",
  "billing:read",
] as const;

export type Scope = (typeof SCOPES)[number];
