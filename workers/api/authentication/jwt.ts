import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from "jose";
import { findOrganizationByExternalId } from "../../../shared/db/queries/organizations.ts";
import { Problem } from "../../../shared/errors.ts";
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
    limiter: `jwt:${organization.id}:${payload.sub ?? ""}`,
  };
}

interface Expected {
  readonly issuer: string;
  readonly audience: string;
  readonly url: string;
  readonly now: number;
}

async function verify(token: string, { issuer, audience, url, now }: Expected): Promise<JWTPayload | null> {
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
    const ours = cause instanceof errors.JWKSTimeout || !(cause instanceof errors.JOSEError);
    if (ours) {
      throw new Problem("unavailable", "The token issuer's keys cannot be fetched at the moment.", {
        headers: { "retry-after": "5" },
      });
    }
    return null;
  }
}
