import { createMiddleware } from "hono/factory";
import { DAY_MS, MINUTE_MS } from "../../../shared/clock.ts";
import { concatBytes, utf8ToBytes } from "../../../shared/crypto/bytes.ts";
import { sha256Hex } from "../../../shared/crypto/sha256.ts";
import {
  type Claim,
  claimKey,
  forgetKey,
  type HeldKey,
  recordAnswer,
  rememberAnswer,
} from "../../../shared/db/queries/idempotency.ts";
import { Problem } from "../../../shared/errors.ts";
import type { Log } from "../../../shared/log.ts";
import { at, textOf } from "../../../shared/model/read.ts";
import type { ApiEnv, Principal } from "../types.ts";

const MAX_KEY_CHARACTERS = 255;
const ANSWER_TTL_MS = DAY_MS;
/** A request that died without an answer frees its key after this time. */
const CLAIM_TTL_MS = MINUTE_MS;
/** Answers about the caller, not about the request. */
const FORGOTTEN = new Set([401, 403, 429]);
/** Shown once, so never stored; nor is a text beside them that holds one. */
const SHOWN_ONCE = ["key", "secret", "token"];

/** Idempotency-Key on POST: the same key and body give the first answer again. */
export const idempotency = createMiddleware<ApiEnv>(async (c, next) => {
  const key = c.req.header("idempotency-key");
  if (c.req.method !== "POST" || key === undefined) {
    c.set("recordAnswer", () => []);
    await next();
    return;
  }
  if (key === "" || key.length > MAX_KEY_CHARACTERS) {
    throw new Problem(
      "idempotency_key_invalid",
      `Use 1 to ${MAX_KEY_CHARACTERS} characters, a UUID for instance.`,
    );
  }
  const { db, clock, log } = c.env.context;
  const now = clock();
  const id = {
    principal: principalName(c.var.principal),
    id: await sha256Hex(`POST ${new URL(c.req.url).pathname} ${key}`),
  };
  const fingerprint = await sha256Hex(
    concatBytes([utf8ToBytes(`${new URL(c.req.url).search}\n`), c.var.body]),
  );
  const held: HeldKey = { ...id, claimedUntil: now + CLAIM_TTL_MS };
  const claim = await claimKey(db, { ...id, fingerprint, now, expiresAt: held.claimedUntil });
  const earlier = answerOf(claim, fingerprint, now);
  if (earlier !== null) {
    c.res = earlier;
    return;
  }
  let isRecorded = false;
  c.set("recordAnswer", (status, body) => {
    isRecorded = true;
    const answer = { status, body: withoutSecrets(JSON.stringify(body)), expiresAt: now + ANSWER_TTL_MS };
    return recordAnswer(db, held, answer);
  });
  try {
    await next();
  } catch (cause) {
    await recorded(forgetKey(db, held), log);
    throw cause;
  }
  if (c.res.status >= 500 || FORGOTTEN.has(c.res.status)) {
    await recorded(forgetKey(db, held), log);
    return;
  }
  if (!isRecorded) {
    const body = withoutSecrets(await c.res.clone().text());
    const answer = { body, status: c.res.status, expiresAt: clock() + ANSWER_TTL_MS };
    await recorded(rememberAnswer(db, held, answer), log);
  }
});

/** What the request did is done: a failure to record it must not turn its answer into a 500 that invites a second try. */
async function recorded(work: Promise<void>, log: Log): Promise<void> {
  try {
    await work;
  } catch (cause) {
    log.error("api.idempotency_unrecorded", {}, cause);
  }
}

/** What an earlier request with this key means for this one; null when this is the first. */
function answerOf(claim: Claim, fingerprint: string, now: number): Response | null {
  switch (claim.kind) {
    case "claimed":
      return null;
    case "running":
      throw new Problem("idempotency_in_progress", "Ask again when the first request has ended.", {
        headers: {
          "retry-after": String(Math.max(1, Math.min(5, Math.ceil((claim.expiresAt - now) / 1_000)))),
        },
      });
    case "answered": {
      if (claim.fingerprint !== fingerprint) {
        throw new Problem("idempotency_key_reused", "Use a new key for another request.");
      }
      const type = claim.status >= 400 ? "application/problem+json" : "application/json";
      return new Response(claim.body === "" ? null : claim.body, {
        status: claim.status,
        headers: { "content-type": type, "idempotency-replayed": "true" },
      });
    }
  }
}

function principalName(principal: Principal): string {
  return principal.kind === "admin" ? "admin" : principal.organizationId;
}

function withoutSecrets(text: string): string {
  const answer: unknown = text === "" ? null : JSON.parse(text);
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) {
    return text;
  }
  const secrets = SHOWN_ONCE.map((name) => textOf(at(answer, name))).filter((secret) => secret !== null);
  if (secrets.length === 0) {
    return text;
  }
  const shown = Object.entries(answer).filter(
    ([, value]) => typeof value === "string" && secrets.some((secret) => value.includes(secret)),
  );
  const omitted = Object.fromEntries(shown.map(([name]) => [name, null]));
  return JSON.stringify({ ...answer, ...omitted, secretOmitted: true });
}
