import { ADMIN_TOKEN, type TestPlatform } from "./platform.ts";
import { makeConversation, makeIncident } from "./rows.ts";
import { exampleCredentials, exampleJob } from "./sending.ts";
import { createEndpoint, push } from "./webhooks.ts";

/** One operation of the OpenAPI document, as the shared suite drives it. */
export interface Route {
  readonly name: string;
  readonly method: string;
  /** With `{placeholders}`. */
  readonly path: string;
  /** `admin`, a scope, or null for a route that everybody may call. */
  readonly requires: string | null;
  readonly hasBody: boolean;
  readonly query: readonly string[];
  readonly statuses: readonly number[];
}

interface Operation {
  readonly operationId: string;
  readonly "x-requires"?: string;
  readonly requestBody?: unknown;
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly responses: Readonly<Record<string, unknown>>;
}

/** Every route that the platform documents. */
export async function documentedRoutes(platform: TestPlatform): Promise<Route[]> {
  const { body } = await platform.call<{ paths: Record<string, Record<string, Operation>> }>(
    "GET",
    "/openapi.json",
  );
  return Object.entries(body.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      requires: operation["x-requires"] ?? null,
      hasBody: operation.requestBody !== undefined,
      query: (operation.parameters ?? [])
        .filter((parameter) => parameter.in === "query")
        .map(({ name }) => name),
      statuses: Object.keys(operation.responses).map(Number),
    })),
  );
}

/** An organization with one of everything that a path can name. */
export interface Tenant {
  readonly organizationId: string;
  readonly key: string;
  /** By the path segment before the placeholder. */
  readonly ids: Readonly<Record<string, string>>;
}

/**
 * Creates a tenant through the public API. A new resource whose id stands in a path adds a line here; the suite fails
 * and says so until it does.
 */
export async function createTenant(platform: TestPlatform): Promise<Tenant> {
  const { id: organizationId, key } = await platform.organization();
  const endpoint = await createEndpoint(platform, key);
  const received = await push(platform, endpoint, "{}");
  const { id: event } = await received.json<{ id: string }>();
  await platform.drain();
  await push(platform, endpoint, "{}", { secret: "wrong" });
  await platform.drain();
  const rejections = await platform.call<{ data: { id: string }[] }>("GET", "/v1/rejections", { token: key });
  const made = await platform.call<{ id: string }>("POST", "/v1/keys", {
    token: key,
    body: { name: "spare" },
  });
  const connection = await platform.call<{ id: string }>("POST", "/v1/connections", {
    token: key,
    body: { provider: "resend", credentials: exampleCredentials("resend") },
  });
  const job = await platform.call<{ id: string }>("POST", "/v1/jobs", {
    token: key,
    body: exampleJob("resend"),
  });
  const destination = await platform.call<{ id: string }>("POST", "/v1/destinations", {
    token: key,
    body: { url: "https://app.example.com/hooks", events: ["github.*"] },
  });
  await push(platform, endpoint, "{}");
  await platform.drain();
  const deliveries = await platform.call<{ data: { id: string }[] }>("GET", "/v1/deliveries", { token: key });
  const app = { clientId: "client", clientSecret: "secret" };
  await platform.call("PUT", "/v1/oauth-apps/hubspot", { token: key, body: app });
  return {
    organizationId,
    key,
    ids: {
      destinations: destination.body.id,
      hooks: destination.body.id,
      deliveries: deliveries.body.data[0]?.id ?? "",
      conversations: await makeConversation(platform, organizationId),
      incidents: await makeIncident(platform, organizationId),
      organizations: organizationId,
      endpoints: endpoint.id,
      events: event,
      rejections: rejections.body.data[0]?.id ?? "",
      keys: made.body.id,
      connections: connection.body.id,
      jobs: job.body.id,
      providers: "github",
      breakers: "resend",
      "oauth-apps": "hubspot",
      oauth: "hubspot",
    },
  };
}

/** Bodies of routes with an id whose body has fields that must be there; `{}` serves the others. */
const BODIES: Readonly<Record<string, unknown>> = {
  "POST /v1/endpoints/{id}/verify": { headers: {}, body: "{}" },
  "POST /v1/organizations/{id}/keys": { name: "of the suite" },
  "POST /v1/connections/{id}/rotate-credentials": { credentials: exampleCredentials("resend") },
  "POST /v1/destinations/{id}/recover": {
    since: "2026-01-01T00:00:00.000Z",
    until: "2026-01-02T00:00:00.000Z",
  },
  "PATCH /v1/conversations/{id}": { status: "closed" },
  "PUT /v1/oauth-apps/{provider}": { clientId: "client", clientSecret: "secret" },
  "POST /v1/breakers/{provider}/isolate": { reason: "of the suite" },
  "POST /v1/breakers/{provider}/release": { reason: "of the suite" },
};

/** A body that validates, so that what is refused is refused for its id. */
export function validBody(route: Route): string {
  return JSON.stringify(BODIES[route.name] ?? {});
}

/** Fills a route's placeholders; `replace` chooses each id by the segment before it. */
export function fill(path: string, replace: (segment: string) => string): string {
  const segments = path.split("/");
  return segments
    .map((segment, index) => (segment.startsWith("{") ? replace(segments[index - 1] ?? "") : segment))
    .join("/");
}

/** The tenant's own ids. @throws Error saying what to add when a placeholder has none */
export function own(tenant: Tenant): (segment: string) => string {
  return (segment) => {
    const id = tenant.ids[segment];
    if (id === undefined) {
      throw new Error(`No fixture for /${segment}/{id}: add one to createTenant in test/support/routes.ts.`);
    }
    return id;
  };
}

/** A credential that may call the route. */
export function tokenFor(route: Route, tenant: Tenant): string {
  return route.requires === "admin" ? ADMIN_TOKEN : tenant.key;
}
