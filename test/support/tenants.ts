import type { Operation } from "./operations.ts";
import { ADMIN_TOKEN, type TestPlatform } from "./platform.ts";
import { makeAppointment, makeConversation, makeIncident, makeReview } from "./rows.ts";
import { exampleCredentials, exampleJob } from "./sending.ts";
import { bytes, stripeHeaders, svixHeaders } from "./sign.ts";
import { createEndpoint, push } from "./webhooks.ts";

/** An organization with one of everything that a path can name. */
export interface Tenant {
  readonly platform: TestPlatform;
  readonly organizationId: string;
  readonly key: string;
  /** By the path segment before the placeholder. */
  readonly ids: Readonly<Record<string, string>>;
}

/** Path segments whose ids are providers', the same for everybody. */
const COMMON: Readonly<Record<string, string>> = {
  providers: "resend",
  breakers: "resend",
  "oauth-apps": "hubspot",
  oauth: "hubspot",
  consents: "email",
  agents: "agent_7",
  integrations: "resend",
  proxy: "domains",
};

/** With whom the tenant's own conversation is. */
const FRIEND = "friend@example.com";

const STRIPE_SECRET = "whsec_0123456789abcdef0123456789abcdef";
const RESEND_SECRET = `whsec_${btoa("0123456789abcdef01234567")}`;

/** How one more of each comes into being, in an organization that has those before it, by the path segment before its id. */
const MAKERS: Readonly<Record<string, (tenant: Tenant) => Promise<string>>> = {
  organizations: async ({ organizationId }) => organizationId,
  endpoints: async ({ platform, key }) => (await createEndpoint(platform, key)).id,
  events: async ({ platform, ids }) => {
    const received = await push(platform, { path: `/webhooks/github/${ids.endpoints}` }, "{}");
    await platform.drain();
    return (await received.json<{ id: string }>()).id;
  },
  rejections: async ({ platform, key, ids }) => {
    const path = `/webhooks/github/${ids.endpoints}`;
    await push(platform, { path }, "{}", { secret: "wrong", delivery: crypto.randomUUID() });
    await platform.drain();
    const { body } = await platform.call<{ data: { id: string }[] }>(
      "GET",
      `/v1/rejections?endpointId=${ids.endpoints}&limit=1`,
      { token: key },
    );
    return body.data[0]?.id ?? "";
  },
  keys: (tenant) => create(tenant, "/v1/keys", { name: "spare" }),
  connections: (tenant) =>
    create(tenant, "/v1/connections", { provider: "resend", credentials: exampleCredentials("resend") }),
  "connect-sessions": (tenant) =>
    create(tenant, "/v1/connect-sessions", { connectionId: tenant.ids.connections }),
  jobs: (tenant) =>
    create(tenant, "/v1/jobs", { ...exampleJob("resend"), connectionId: tenant.ids.connections }),
  batches: async ({ platform, key, ids }) => {
    const message = {
      channel: "email",
      from: "hello@acme.example",
      subject: "Hi",
      text: "Hi",
      category: "transactional",
    };
    const body = { ...message, connectionId: ids.connections, recipients: [{ to: "ann@example.org" }] };
    const made = await platform.call<{ batchId: string }>("POST", "/v1/messages/bulk", { token: key, body });
    return made.body.batchId;
  },
  destinations: (tenant) =>
    create(tenant, "/v1/destinations", { url: "https://app.example.com/hooks", events: ["github.*"] }),
  hooks: (tenant) =>
    create(tenant, "/v1/hooks", {
      target_url: `https://hooks.example.com/${crypto.randomUUID()}`,
      event: "stripe.*",
    }),
  deliveries: async ({ platform, key, ids }) => {
    await push(platform, { path: `/webhooks/github/${ids.endpoints}` }, "{}");
    await platform.drain();
    const { body } = await platform.call<{ data: { id: string }[] }>("GET", "/v1/deliveries?limit=1", {
      token: key,
    });
    return body.data[0]?.id ?? "";
  },
  conversations: async ({ platform, organizationId, ids }) =>
    await makeConversation(platform, organizationId, ids.conversations === undefined ? FRIEND : undefined),
  contacts: (tenant) => create(tenant, "/v1/contacts", { email: `${crypto.randomUUID()}@example.com` }),
  templates: (tenant) =>
    create(tenant, "/v1/templates", { name: crypto.randomUUID(), channel: "sms", text: "Hello {{name}}" }),
  approvals: async ({ platform, key, ids }) => {
    const job = { ...exampleJob("resend"), connectionId: ids.connections, requiresApproval: true };
    await platform.call("POST", "/v1/jobs", { token: key, body: job });
    const { body } = await platform.call<{ data: { id: string }[] }>("GET", "/v1/approvals?limit=1", {
      token: key,
    });
    return body.data[0]?.id ?? "";
  },
  "reminder-rules": (tenant) =>
    create(tenant, "/v1/reminder-rules", { event: "appointment.starting", minutes: 60 }),
  "message-rules": (tenant) =>
    create(tenant, "/v1/message-rules", {
      name: "Welcome",
      on: "user.created",
      template: "welcome",
      data: { startUrl: "https://app.example.com" },
    }),
  segments: (tenant) =>
    create(tenant, "/v1/segments", { name: "Everybody", filter: { field: "company", op: "missing" } }),
  campaigns: (tenant) =>
    create(tenant, "/v1/campaigns", {
      name: "Spring",
      segmentId: tenant.ids.segments,
      template: "newsletter",
      channel: "email",
    }),
  "approval-rules": (tenant) =>
    create(tenant, "/v1/approval-rules", { name: "Large sums", minAmount: 100_000, currency: "EUR" }),
  "opt-out-reviews": async ({ platform, organizationId }) => await makeReview(platform, organizationId),
  incidents: async ({ platform, organizationId }) => await makeIncident(platform, organizationId),
};

/**
 * Creates a tenant through the public API. A new resource whose id stands in a path adds a line to `MAKERS`; the suite
 * fails and says so until it does. Connections are proven at once, so outgoing requests must be stubbed.
 */
export async function createTenant(platform: TestPlatform): Promise<Tenant> {
  const { id: organizationId, key } = await platform.organization();
  await platform.locate(key);
  let tenant: Tenant = { platform, organizationId, key, ids: { ...COMMON } };
  for (const [segment, make] of Object.entries(MAKERS)) {
    tenant = { ...tenant, ids: { ...tenant.ids, [segment]: await make(tenant) } };
  }
  await suppress(tenant, "ann@example.com");
  const app = { clientId: "client", clientSecret: "secret" };
  await platform.call("PUT", "/v1/oauth-apps/hubspot", { token: key, body: app });
  await platform.call("PUT", "/v1/agents/agent_7/integrations/resend", {
    token: key,
    body: { connectionId: tenant.ids.connections },
  });
  return tenant;
}

/** Puts enough into each of the tenant's lists for three pages of one. */
export async function fillLists(tenant: Tenant): Promise<void> {
  const { platform, key } = tenant;
  const stripe = await createEndpoint(platform, key, { provider: "stripe", secret: STRIPE_SECRET });
  const resend = await createEndpoint(platform, key, { provider: "resend", secret: RESEND_SECRET });
  for (let count = 0; count < 3; count += 1) {
    await makeConversation(platform, tenant.organizationId, FRIEND);
    for (const make of Object.values(MAKERS)) {
      await make(tenant);
    }
    await suppress(tenant, `person-${count}@example.com`);
    await platform.call("PUT", `/v1/contacts/${tenant.ids.contacts}/consents/email`, {
      token: key,
      body: { status: "granted", purpose: "marketing", basis: "consent", source: "form" },
    });
    await deliver(platform, stripe.path, invoice(`in_${count}`), (body, at) =>
      stripeHeaders(body, { secret: STRIPE_SECRET, at }),
    );
    await deliver(platform, resend.path, receipt(`message-${count}`), (body, at) =>
      svixHeaders(body, { secret: RESEND_SECRET, id: `msg_${crypto.randomUUID()}`, at }),
    );
    await push(platform, { path: `/webhooks/github/${tenant.ids.endpoints}` }, "{}", { secret: "wrong" });
  }
  await makeAppointment(platform, tenant.organizationId);
  await platform.drain();
}

/** The tenant's own ids. @throws Error saying what to add when a placeholder has none */
export function own(tenant: Tenant): (segment: string) => string {
  return (segment) => {
    const id = tenant.ids[segment];
    if (id === undefined) {
      throw new Error(
        `No fixture for /${segment}/{id}: add how to make one to MAKERS in test/support/tenants.ts.`,
      );
    }
    return id;
  };
}

/** Ids of the right form that name nothing. */
export function invented(tenant: Tenant): (segment: string) => string {
  return (segment) =>
    isCommon(segment) ? "nobody" : own(tenant)(segment).replace(/_.*/, "_01m7xzgkhsfpa9gydfp7520p1w");
}

/**
 * Another organization's ids wherever the caller must not reach them: the admin may name any organization, but under it
 * only what is its own. Null where the path has none.
 */
export function foreign(
  operation: Operation,
  tenant: Tenant,
  stranger: Tenant,
): ((segment: string) => string) | null {
  const isForeign = (segment: string) =>
    !isCommon(segment) && !(operation.requires === "admin" && segment === "organizations");
  const segments = [...operation.path.matchAll(/([^/]+)\/\{/g)].map(([, segment = ""]) => segment);
  return segments.some(isForeign) ? (segment) => own(isForeign(segment) ? stranger : tenant)(segment) : null;
}

/** A credential that may call the route. */
export function tokenFor(operation: Operation, tenant: Tenant): string {
  return operation.requires === "admin" ? ADMIN_TOKEN : tenant.key;
}

function isCommon(segment: string): boolean {
  return Object.hasOwn(COMMON, segment);
}

async function create({ platform, key }: Tenant, path: string, body: unknown): Promise<string> {
  const made = await platform.call<{ id: string }>("POST", path, { token: key, body });
  if (made.status >= 300) {
    throw new Error(`POST ${path} answered ${made.status}: ${JSON.stringify(made.body)}`);
  }
  return made.body.id;
}

async function suppress(tenant: Tenant, address: string): Promise<void> {
  await create(tenant, "/v1/suppressions", { channel: "email", address });
}

async function deliver(
  platform: TestPlatform,
  path: string,
  content: unknown,
  sign: (body: ReturnType<typeof bytes>, at: number) => Promise<Record<string, string>>,
): Promise<void> {
  const body = bytes(JSON.stringify(content));
  await platform.fetch(path, {
    method: "POST",
    headers: await sign(body, Math.floor(Date.now() / 1_000)),
    body,
  });
}

function invoice(id: string): unknown {
  const object = {
    id,
    object: "invoice",
    amount_due: 4_200,
    attempt_count: 1,
    currency: "eur",
    customer: "cus_9",
  };
  return {
    id: `evt_${crypto.randomUUID()}`,
    object: "event",
    created: Math.floor(Date.now() / 1_000),
    type: "invoice.paid",
    data: { object },
  };
}

function receipt(emailId: string): unknown {
  return { type: "email.delivered", created_at: new Date().toISOString(), data: { email_id: emailId } };
}
