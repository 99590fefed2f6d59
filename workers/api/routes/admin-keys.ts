import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { rotateKeys } from "../../../shared/connections/rotate-keys.ts";
import { createVault } from "../../../shared/crypto/vault.ts";
import { staleOrganizations, wrappedDataKey } from "../../../shared/db/queries/data-keys.ts";
import { requires } from "../middleware/access.ts";
import { jsonAnswer } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

const tags = ["Organizations and keys"];

/** Organizations of one call: each costs a few rows. */
const AT_ONCE = 50;

const progressSchema = z
  .object({
    version: z.int().openapi({ description: "Of the platform's key that seals." }),
    done: z.int().openapi({ description: "Organizations that this call saw to." }),
    remaining: z.int().openapi({ description: "Organizations that another version still seals." }),
  })
  .openapi("KeyRotation");

const rotate = createRoute({
  method: "post",
  path: "/v1/admin/keys/rotate",
  operationId: "rotateEncryptionKeys",
  tags,
  summary:
    "Wrap the organizations' data keys with the newest of ENCRYPTION_KEYS, some at a time: call again until nothing remains.",
  ...requires("admin"),
  responses: { 200: jsonAnswer(progressSchema, "How far it is") },
});

const get = createRoute({
  method: "get",
  path: "/v1/admin/keys",
  operationId: "getEncryptionKeys",
  tags,
  summary: "Which key version seals, and how many organizations are still sealed with another.",
  ...requires("admin"),
  responses: { 200: jsonAnswer(progressSchema, "How far it is") },
});

export function adminKeyRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(rotate, async (c) => {
    const { db, platformKeys, clock } = c.env.context;
    const vault = createVault(platformKeys, (id) => wrappedDataKey(db, id), clock);
    const progress = await rotateKeys({ db, platformKeys, vault }, AT_ONCE);
    return c.json({ version: platformKeys.current, ...progress }, 200);
  });

  app.openapi(get, async (c) => {
    const { db, platformKeys } = c.env.context;
    const version = platformKeys.current;
    const { count } = await staleOrganizations(db, { version, limit: 0 });
    return c.json({ version, done: 0, remaining: count }, 200);
  });
}
