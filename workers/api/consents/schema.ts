import { z } from "@hono/zod-openapi";
import { toRfc3339 } from "../../../shared/clock.ts";
import type { ConsentRow } from "../../../shared/db/queries/consents.ts";
import { type Id, newId } from "../../../shared/ids.ts";
import { channelSchema } from "../../../shared/model/channel.ts";
import {
  CONSENT_STATUSES,
  consentActorSchema,
  consentKindSchema,
  topicSchema,
} from "../../../shared/model/consent.ts";
import { CONTACT_REASONS } from "../../../shared/policy/consent.ts";
import { isEurope } from "../../../shared/policy/consent-state.ts";
import { idSchema, timeSchema } from "../schemas.ts";
import { invalidField } from "../validation.ts";

const word = z.string().trim().min(1).max(100);

/** Sources that tell by themselves that nobody asked the person. */
const IMPORTS: ReadonlySet<string> = new Set(["import", "csv_import", "ndjson_import"]);

/** What a request says of a consent. */
export const consentInput = {
  status: z.enum(["granted", "withdrawn"]),
  purpose: word.openapi({ description: "What for; messages of the category marketing need `marketing`." }),
  topic: topicSchema
    .optional()
    .openapi({ description: "What about, e.g. `newsletter`; without it everything of the purpose." }),
  basis: word.openapi({ description: "On what ground in law.", example: "consent" }),
  source: word.openapi({ description: "Where the person said so.", example: "signup_form" }),
  evidence: z
    .string()
    .max(4_000)
    .optional()
    .openapi({ description: "What proves it, e.g. the text agreed to and its version." }),
  actor: consentActorSchema.optional().openapi({
    description:
      "Who said so: `subject` unless `source` is an import. What the person withdrew only the person gives again.",
  }),
  kind: consentKindSchema.optional().openapi({
    description:
      "How it was given, which must do for the channel and the place: marketing by SMS under US law takes `express_written`. Without it a consent of the person's own, or one with `evidence`, counts as `express`; anything else only where mail needs no consent (US).",
  }),
  jurisdiction: z
    .string()
    .regex(/^[A-Z]{2}$/, "must be ISO 3166-1 alpha-2, e.g. DE")
    .optional()
    .openapi({ description: "Whose law holds." }),
  occurredAt: timeSchema.optional().openapi({ description: "When the person said so; now unless given." }),
};
const consentInputSchema = z.strictObject(consentInput);
export type ConsentInput = z.infer<typeof consentInputSchema>;

/** A record of the ledger, as it is shown. */
export const consentSchema = z
  .object({
    id: idSchema("consent"),
    contactId: idSchema("contact").nullable(),
    address: z.string(),
    channel: channelSchema,
    purpose: z.string(),
    topic: z.string().nullable(),
    status: z.enum(CONSENT_STATUSES),
    basis: z.string(),
    source: z.string(),
    evidence: z.string().nullable(),
    actor: consentActorSchema,
    kind: consentKindSchema.nullable(),
    jurisdiction: z.string().nullable(),
    at: timeSchema,
  })
  .openapi("Consent");

export const decisionSchema = z
  .object({ allowed: z.boolean(), reason: z.enum(CONTACT_REASONS), since: timeSchema.nullable() })
  .openapi("ContactDecision");

/**
 * The ledger's record of what a request says.
 * @throws Problem `validation_failed` where it is said to have happened later than now, or an import in Europe proves nothing
 */
export function consentRow(
  { occurredAt, evidence, topic, actor, kind, jurisdiction, ...input }: ConsentInput,
  where: Pick<ConsentRow, "organizationId" | "channel" | "address"> & {
    readonly contactId: Id<"contact"> | null;
  },
  now: number,
): ConsentRow {
  const isImport = actor === "import" || (actor === undefined && IMPORTS.has(input.source.toLowerCase()));
  const isUnfounded = evidence === undefined && kind === undefined && input.basis === "consent";
  if (isImport && isUnfounded && input.status === "granted" && isEurope(jurisdiction)) {
    throw invalidField(
      "evidence",
      "is needed of an imported consent in Europe (GDPR article 7(1)), or its `kind`, or another `basis`",
    );
  }
  const at = occurredAt === undefined ? now : Date.parse(occurredAt);
  if (at > now) {
    throw invalidField("occurredAt", "must not be in the future");
  }
  return {
    ...input,
    ...where,
    id: newId("consent", now),
    topic: topic ?? null,
    evidence: evidence ?? null,
    actor: actor ?? (isImport ? "import" : "subject"),
    kind: kind ?? null,
    jurisdiction: jurisdiction ?? null,
    at,
  };
}

export function presentConsent({ organizationId: _, at, ...row }: ConsentRow) {
  return { ...row, at: toRfc3339(at) };
}
