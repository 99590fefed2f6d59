import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { CHAIN_START, linkHash, personalHash } from "../../../shared/consents/chain.ts";
import { chainsOf, type SealedRecord, sealedRecords } from "../../../shared/db/queries/consent-seals.ts";
import type { Id } from "../../../shared/ids.ts";
import { callerOrganization } from "../caller.ts";
import { requires } from "../middleware/access.ts";
import { idSchema, jsonAnswer } from "../schemas.ts";
import type { ApiEnv } from "../types.ts";

/** Links of one call: each is hashed twice. */
const MAX_LINKS = 2_000;

const integritySchema = z
  .object({
    intact: z
      .boolean()
      .openapi({ description: "No record of these was changed, dropped or put in between." }),
    checked: z.int(),
    broken: z
      .array(idSchema("consent"))
      .openapi({ description: "Records that are not what was sealed, or gone." }),
    redacted: z.array(idSchema("consent")).openapi({
      description: "Records whose address or evidence changed, as an erasure does; what they say stands.",
    }),
    head: z
      .object({ seq: z.int(), hash: z.string() })
      .nullable()
      .openapi({ description: "Where the chain ends. Kept elsewhere, it proves the whole of it." }),
    next: z.int().nullable().openapi({ description: "`from` of the next call; null: that was all." }),
  })
  .openapi("ConsentIntegrity");

const check = createRoute({
  method: "get",
  path: "/v1/consents/integrity",
  operationId: "checkConsentIntegrity",
  tags: ["People, consent, compliance"],
  summary: `Check the chain of hashes over the consent ledger, ${MAX_LINKS} records a call; an hour's records are sealed together.`,
  ...requires("consents:read"),
  request: {
    query: z.strictObject({
      from: z.coerce.number().int().min(1).default(1).openapi({ description: "The first link to check." }),
    }),
  },
  responses: { 200: jsonAnswer(integritySchema, "What was found") },
});

export function consentIntegrityRoutes(app: OpenAPIHono<ApiEnv>): void {
  app.openapi(check, async (c) => {
    const { db } = c.env.context;
    const organizationId = callerOrganization(c.var.principal);
    const { from } = c.req.valid("query");
    // the link before the first is what that builds upon
    const read = await sealedRecords(db, organizationId, { from: from - 1, limit: MAX_LINKS + 1 });
    const [chain] = await chainsOf(db, [organizationId]);
    const before = from === 1 ? CHAIN_START : read[0]?.seal.hash;
    const links = (from === 1 ? read : read.slice(1)).slice(0, MAX_LINKS);
    const { broken, redacted, seq, hash } = await checked(links, { seq: from - 1, hash: before ?? "" });
    const isCut = chain !== undefined && (seq < chain.seq ? links.length < MAX_LINKS : hash !== chain.hash);
    return c.json(
      {
        intact: broken.length === 0 && !isCut,
        checked: links.length,
        broken,
        redacted,
        head: chain === undefined ? null : { seq: chain.seq, hash: chain.hash },
        next: links.length < MAX_LINKS ? null : seq + 1,
      },
      200,
    );
  });
}

/** Each link by itself, built upon the one before it as that was stored: what is broken is named, and nothing else. */
async function checked(
  links: readonly SealedRecord[],
  start: { readonly seq: number; readonly hash: string },
) {
  const broken: Id<"consent">[] = [];
  const redacted: Id<"consent">[] = [];
  let { seq, hash } = start;
  for (const { seal, record } of links) {
    const isNext = seal.seq === seq + 1;
    const isSame = record !== null && (await linkHash(hash, seal.personalHash, record)) === seal.hash;
    if (!isNext || !isSame) {
      broken.push(seal.consentId);
    } else if ((await personalHash(record)) !== seal.personalHash) {
      redacted.push(seal.consentId);
    }
    ({ seq, hash } = seal);
  }
  return { broken, redacted, seq, hash };
}
