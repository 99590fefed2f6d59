import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { Problem } from "../../../shared/errors.ts";
import { bucketLimits } from "../../../shared/gates/limits.ts";
import type { Action } from "../../../shared/providers/action.ts";
import type { ClientToken } from "../../../shared/providers/client-token.ts";
import type { Auth, ProviderDefinition, Webhook, WebhookPreset } from "../../../shared/providers/define.ts";
import { findProvider, providers } from "../../../shared/providers/registry.ts";
import { requires } from "../middleware/access.ts";
import { jsonAnswer } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const fieldSchema = z.object({
  name: z.string(),
  label: z.string(),
  hint: z.string(),
  secret: z.boolean(),
  required: z.boolean(),
  example: z.string(),
  pattern: z.string().optional().openapi({ description: "What a value matches, from end to end." }),
  choices: z.array(z.string()).optional(),
  multiline: z.literal(true).optional(),
  formsUrl: z.literal(true).optional().openapi({ description: "Calls go to the host that it names." }),
});

const authSchema = z.object({
  kind: z.string(),
  fields: z.array(fieldSchema),
  anyOf: z
    .array(z.array(z.string()))
    .optional()
    .openapi({ description: "Sets of fields, one of which must be complete." }),
  oauth2: z
    .object({ grants: z.array(z.string()), scopes: z.array(z.string()), docs: z.url() })
    .optional()
    .openapi({ description: "Of a provider that takes a person's consent, or gives out tokens otherwise." }),
});

const actionSchema = z.object({
  name: z.string(),
  description: z.string(),
  docs: z.url(),
  inputSchema: z.record(z.string(), z.unknown()).openapi({ description: "JSON Schema 2020-12." }),
  example: z.unknown().openapi({ description: "An input that validates and can be sent as it is." }),
  idempotency: z.enum(["key", "none"]),
  onUncertain: z.enum(["hold", "resend", "lookup"]),
});

const clientTokenSchema = actionSchema.pick({
  name: true,
  description: true,
  docs: true,
  inputSchema: true,
  example: true,
});

const providerSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    categories: z.array(z.string()),
    docs: z.url(),
    deprecated: z
      .object({ reason: z.string(), successor: z.string() })
      .optional()
      .openapi({ description: "Given up by its owner; only a deployment that names it connects it anew." }),
    auth: authSchema,
    capabilities: z
      .array(z.string())
      .openapi({ description: "`webhooks`, `actions`, `proxy`, and the channels that it carries." }),
    limits: z.object({
      windows: z
        .array(
          z.object({
            limit: z.number(),
            perSeconds: z.number(),
            burst: z.number().optional(),
            class: z.string().optional(),
          }),
        )
        .openapi({
          description:
            "Empty where the provider publishes none, or is never called. A window with a `class` counts one kind of calls.",
        }),
      keyed: z
        .array(
          z.object({
            name: z.string(),
            limit: z.number(),
            perSeconds: z.number(),
            burst: z.number().optional(),
          }),
        )
        .optional()
        .openapi({
          description:
            "Of each recipient, sender or channel apart; with `burst` so many may go within `perSeconds`, and nothing more until they are repaid.",
        }),
      concurrency: z.number().optional(),
      scope: z.string(),
    }),
    webhook: z
      .object({
        scheme: z.string().nullable(),
        headers: z.array(z.string()),
        events: z.array(z.string()),
        secret: z.object({
          label: z.string(),
          hint: z.string(),
          example: z.string(),
          published: z.string().optional().openapi({
            description:
              "A public key that the provider publishes: an endpoint made without a secret has it.",
          }),
        }),
        registers: z.boolean().openapi({
          description: "Whether an endpoint with a `connectionId` has its webhook made at the provider.",
        }),
        setup: z.array(z.string()),
        presets: z
          .array(
            z.object({
              name: z.string(),
              label: z.string(),
              docs: z.url(),
              secret: z.string(),
              headers: z.array(z.string()),
            }),
          )
          .optional()
          .openapi({ description: "Senders that an endpoint may name: `scheme: {preset: name}`." }),
      })
      .nullable(),
    actions: z.array(actionSchema),
    clientTokens: z.array(clientTokenSchema).optional().openapi({
      description: "Kinds of `POST /v1/connections/{id}/client-tokens`.",
    }),
  })
  .openapi("Provider");

const list = createRoute({
  method: "get",
  path: "/v1/providers",
  operationId: "listProviders",
  tags: ["Platform"],
  summary: "The catalogue of providers.",
  ...requires("providers:read"),
  responses: {
    200: jsonAnswer(z.object({ data: z.array(providerSchema), nextCursor: z.null() }), "All of them"),
  },
});

const get = createRoute({
  method: "get",
  path: "/v1/providers/{id}",
  operationId: "getProvider",
  tags: ["Platform"],
  summary: "One provider of the catalogue.",
  ...requires("providers:read"),
  request: { params: z.object({ id: z.string() }) },
  responses: { 200: jsonAnswer(providerSchema, "The provider") },
});

export function providerRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(list, (c) => c.json({ data: Object.values(providers).map(present), nextCursor: null }, 200));

  app.openapi(get, (c) => {
    const provider = findProvider(c.req.valid("param").id);
    if (provider === null) {
      throw new Problem("not_found", "There is no such provider. GET /v1/providers lists them.");
    }
    return c.json(present(provider), 200);
  });
}

function present(provider: ProviderDefinition): z.infer<typeof providerSchema> {
  const {
    id,
    name,
    categories,
    docs,
    deprecated,
    auth,
    api,
    webhook,
    actions = {},
    clientTokens,
    channels = {},
  } = provider;
  return {
    id,
    name,
    categories: [...categories],
    docs,
    ...(deprecated === undefined ? {} : { deprecated }),
    auth: presentAuth(auth),
    capabilities: [
      ...(webhook === undefined ? [] : ["webhooks"]),
      ...(Object.keys(actions).length === 0 ? [] : ["actions"]),
      ...(api === undefined ? [] : ["proxy"]),
      ...Object.keys(channels),
    ],
    limits: presentLimits(provider),
    webhook:
      webhook === undefined
        ? null
        : {
            scheme: schemeName(webhook, id),
            headers: [...webhook.headers],
            events: [...webhook.eventTypes],
            secret: { ...webhook.secret },
            registers: webhook.registration !== undefined,
            setup: [...webhook.setup],
            ...(webhook.presets === undefined ? {} : { presets: webhook.presets.map(presentPreset) }),
          },
    actions: Object.entries(actions).map(([action, definition]) => presentAction(action, definition)),
    ...(clientTokens === undefined
      ? {}
      : { clientTokens: Object.entries(clientTokens).map(([kind, token]) => presentToken(kind, token)) }),
  };
}

function presentAuth({ kind, fields, anyOf, oauth2 }: Auth): z.infer<typeof authSchema> {
  return {
    kind,
    fields: fields.map(({ choices, ...field }) => ({
      ...field,
      ...(choices === undefined ? {} : { choices: [...choices] }),
    })),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map((names) => [...names]) }),
    ...(oauth2 === undefined
      ? {}
      : {
          oauth2: { grants: [...oauth2.grants], scopes: [...oauth2.scopes.default], docs: oauth2.docs },
        }),
  };
}

/** The kind of a declared scheme; the provider's name where it has several or verifies by itself. */
function schemeName({ scheme, verifier }: Webhook, id: string): string | null {
  if (scheme !== undefined) {
    return "kind" in scheme ? scheme.kind : id;
  }
  return verifier === undefined ? null : id;
}

function presentPreset({ headers, ...preset }: WebhookPreset) {
  return { ...preset, headers: [...headers] };
}

function presentLimits(provider: ProviderDefinition): z.infer<typeof providerSchema>["limits"] {
  const { windows, concurrency, keyed } = bucketLimits(provider);
  const { scope = "account" } = provider.limits ?? {};
  return {
    windows: windows.map((window) => ({ ...window })),
    ...(keyed === undefined
      ? {}
      : { keyed: Object.entries(keyed).map(([name, window]) => ({ name, ...window })) }),
    ...(concurrency === undefined ? {} : { concurrency }),
    scope,
  };
}

/** What JSON Schema cannot say (a refinement's type) is left open there; the request is validated all the same. */
function schemaOf(input: z.ZodType): Record<string, unknown> {
  return { ...z.toJSONSchema(input, { io: "input", unrepresentable: "any" }) };
}

function presentAction(name: string, action: Action): z.infer<typeof actionSchema> {
  const { description, docs, input, example, idempotency, onUncertain } = action;
  return { name, description, docs, inputSchema: schemaOf(input), example, idempotency, onUncertain };
}

function presentToken(name: string, token: ClientToken): z.infer<typeof clientTokenSchema> {
  const { description, docs, input, example } = token;
  return { name, description, docs, inputSchema: schemaOf(input), example };
}
