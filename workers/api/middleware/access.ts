import { createMiddleware } from "hono/factory";
import { Problem } from "../../../shared/errors.ts";
import { authenticateJwt } from "../authentication/jwt.ts";
import { authenticateAdmin, authenticateKey } from "../authentication/key.ts";
import type { ApiEnv, Principal, Requirement } from "../types.ts";
import { idempotency } from "./idempotency.ts";

/** Finds out who calls; every `/v1` request must say so. */
export const access = createMiddleware<ApiEnv>(async (c, next) => {
  const [, token] = BEARER.exec(c.req.header("authorization") ?? "") ?? [];
  if (token === undefined) {
    throw new Problem("unauthorized", "Send `Authorization: Bearer <key>`.", challenge);
  }
  const { context } = c.env;
  const principal: Principal | null =
    (await authenticateAdmin(token, context)) ??
    (await (token.startsWith("cw_") ? authenticateKey(token, context) : authenticateJwt(token, context)));
  if (principal === null) {
    throw new Problem("unauthorized", "The key or token is unknown, expired or revoked.", challenge);
  }
  c.set("principal", principal);
  await next();
});

/** RFC 6750 section 2.1: one token and nothing after it. */
const BEARER = /^Bearer +(\S+)$/i;

const challenge = { headers: { "www-authenticate": "Bearer" } };

/**
 * The parts of a route that say who may call it: the check itself, and its place in the OpenAPI document. What an
 * Idempotency-Key repeats is looked up after the check, or a key without the scope would be given the answer of one that
 * has it.
 */
export function requires(requirement: Requirement) {
  return {
    security: [{ key: [] as string[] }],
    "x-requires": requirement,
    middleware: [mayCall(requirement), idempotency],
  };
}

/** Refuses callers without the scope; for routes whose Idempotency-Key is somebody else's. */
export function mayCall(requirement: Requirement) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    checkAccess(c.var.principal, requirement);
    await next();
  });
}

function checkAccess(principal: Principal, requirement: Requirement): void {
  if (requirement === "admin") {
    if (principal.kind !== "admin") {
      throw new Problem("forbidden", "This takes the admin token.");
    }
    return;
  }
  if (principal.kind === "admin") {
    throw new Problem(
      "forbidden",
      "The admin token manages organizations and keys only. Use an organization's key.",
    );
  }
  if (principal.scopes !== null && !principal.scopes.has(requirement)) {
    throw new Problem("forbidden", `This takes the scope ${requirement}.`);
  }
}
