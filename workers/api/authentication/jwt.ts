import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from "jose";
import { findOrganizationByExternalId } from "../../../shared/db/queries/organizations.ts";
import { Problem } from "../../../shared/errors.ts";
import type { Log } from "../../../shared/log.ts";
import type { Context } from "../../context.ts";
import type { Principal } from "../types.ts";

/** Asymmetric algorithms only: a shared secret would let every verifier sign. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];

const keySets = new Map<string, ReturnType<typeof createRemoteJWKSet>>();

/**
 * The organization that a JWT of the configured issuer names; null when the token does not hold or names none.
 * A token without a `scope` claim has no scopes.
 * @throws Problem `unavailable` when the issuer's keys cannot be fetched
 */
export async function authenticateJwt(token: string, context: Context): Promise<Principal | null> {
  const { JWT_ISSUER, JWT_AUDIENCE, JWT_JWKS_URL, JWT_ORG_CLAIM } = context.settings;
  if (JWT_ISSUER === undefined || JWT_AUDIENCE === undefined || JWT_JWKS_URL === undefined) {
    return null;
  }
  const payload = await verify(token, {
    issuer: JWT_ISSUER,
    audience: JWT_AUDIENCE,
    url: JWT_JWKS_URL,
    now: context.clock(),
    log: context.log,
  });
  const claim = payload?.[JWT_ORG_CLAIM];
  if (payload === null || typeof claim !== "string") {
    return null;
  }
  const organization = await findOrganizationByExternalId(context.db, claim);
  if (organization === null) {
    return null;
  }
  const scope = payload.scope;
  return {
    kind: "organization",
    organizationId: organization.id,
    scopes: new Set(typeof scope === "string" ? scope.split(" ") : []),
    keyExpiresAt: null,
    limiter: `jwt:${organization.id}:${payload.sub ?? ""}`,
  };
}

interface Expected {
  readonly issuer: string;
  readonly audience: string;
  readonly url: string;
  /** ms since the epoch */
  readonly now: number;
  readonly log: Log;
}

async function verify(
  token: string,
  { issuer, audience, url, now, log }: Expected,
): Promise<JWTPayload | null> {
  const keys = keySets.get(url) ?? createRemoteJWKSet(new URL(url), { timeoutDuration: 5_000 });
  keySets.set(url, keys);
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      requiredClaims: ["exp"],
      clockTolerance: 30,
      currentDate: new Date(now),
    });
    return payload;
  } catch (cause) {
    if (isIssuersFault(cause)) {
      log.error("api.jwks_unavailable", {}, cause);
      throw new Problem("unavailable", "The token issuer's keys cannot be fetched at the moment.", {
        headers: { "retry-after": "5" },
      });
    }
    return null;
  }
}

/** Whether a failure says nothing of the token: its issuer's keys could not be had. */
function isIssuersFault(cause: unknown): boolean {
  return (
    !(cause instanceof errors.JOSEError) ||
    cause instanceof errors.JWKSTimeout ||
    cause instanceof errors.JWKSInvalid ||
    // an HTTP status that is not 200, or a body that is not JSON: jose has no class of its own for them
    cause.code === errors.JOSEError.code
  );
}
