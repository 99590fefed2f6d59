import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { toRfc3339 } from "../../../shared/clock.ts";
import { useConnection } from "../../../shared/connections/usable.ts";
import { findConnection } from "../../../shared/db/queries/connections.ts";
import { Problem } from "../../../shared/errors.ts";
import { providerOf } from "../connections/prove.ts";
import { finder } from "../found.ts";
import { jsonObject } from "../json.ts";
import { requires } from "../middleware/access.ts";
import { idempotencyHeaders, idParams, jsonAnswer, jsonBody, timeSchema } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";
import { fieldErrors } from "../validation.ts";

const MAX_INPUT_CHARACTERS = 10_000;

const find = finder("connection", findConnection);

const create = createRoute({
  method: "post",
  path: "/v1/connections/{id}/client-tokens",
  operationId: "createClientToken",
  tags: ["Connections"],
  summary:
    "Make a credential of short life for somebody's browser or app, such as one that joins a Video room. It is shown this once and stored nowhere.",
  ...requires("jobs:write"),
  request: {
    params: idParams("connection"),
    headers: idempotencyHeaders,
    body: jsonBody(
      z
        .strictObject({
          kind: z
            .string()
            .min(1)
            .max(60)
            .openapi({ description: "One of the provider's `clientTokens` in the catalogue." }),
          input: jsonObject(MAX_INPUT_CHARACTERS),
        })
        .openapi({ example: { kind: "video", input: { identity: "ann", room: "booking-42" } } }),
    ),
  },
  responses: {
    201: jsonAnswer(z.object({ token: z.string(), expiresAt: timeSchema }).openapi("ClientToken"), "Made"),
  },
});

export function clientTokenRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(create, async (c) => {
    const { context } = c.env;
    const { kind, input } = c.req.valid("json");
    const row = await find(c);
    const { clientTokens = {}, name } = providerOf(row.provider);
    const definition = Object.hasOwn(clientTokens, kind) ? clientTokens[kind] : undefined;
    if (definition === undefined) {
      const kinds = Object.keys(clientTokens).join(", ") || "none";
      throw new Problem("conflict", `${name} has no tokens of this kind; it has ${kinds}.`);
    }
    const parsed = definition.input.safeParse(input);
    if (!parsed.success) {
      throw new Problem("input_invalid", "Correct the fields named in `errors`.", {
        errors: fieldErrors("body.input", parsed.error.issues),
      });
    }
    const usable = await useConnection(row, context);
    const credentials = usable.kind === "usable" ? usable.opened.credentials : {};
    const missing = definition.needs.filter((field) => credentials[field] === undefined);
    if (usable.kind === "held" || missing.length > 0) {
      throw new Problem(
        "connection_not_usable",
        usable.kind === "held"
          ? `The connection is ${usable.status}. GET /v1/connections/{id} says what to do.`
          : `Its credentials lack ${missing.join(" and ")}: POST /v1/connections/{id}/rotate-credentials.`,
      );
    }
    const { token, expiresAt } = await definition.issue(input, { credentials, now: context.clock() });
    return c.json({ token, expiresAt: toRfc3339(expiresAt) }, 201);
  });
}
