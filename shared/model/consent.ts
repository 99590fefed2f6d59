import { z } from "zod";

/** What a record of the ledger says; `requested` awaits the person's own confirmation (double opt-in). */
export const CONSENT_STATUSES = ["requested", "granted", "withdrawn"] as const;
export type ConsentStatus = (typeof CONSENT_STATUSES)[number];

/** Who said so. What the person withdrew only the person gives again. */
export const consentActorSchema = z.enum(["subject", "admin", "import", "provider"]);
export type ConsentActor = z.infer<typeof consentActorSchema>;

/**
 * How a consent was given, by the terms of TCPA (47 CFR 64.1200), CASL section 10 and the ePrivacy Directive article
 * 13(2). Implied ones expire by themselves.
 */
export const consentKindSchema = z.enum([
  "express_written",
  "express",
  "implied_purchase",
  "implied_inquiry",
  "soft_opt_in",
]);
export type ConsentKind = z.infer<typeof consentKindSchema>;

/** The purpose that messages of the category marketing need. */
export const MARKETING = "marketing";

/** What a preference centre lists; a message that names no topic is about `marketing`. */
export const STARTER_TOPICS = ["newsletter", "product_updates", "marketing"] as const;
export const DEFAULT_TOPIC = "marketing";

export const topicSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,59}$/, "must be 1 to 60 of a-z, 0-9, _ and -, e.g. newsletter");

/** One statement of the ledger about one address on one channel for one purpose. Times in ms since the epoch. */
export interface ConsentRecord {
  readonly status: ConsentStatus;
  readonly at: number;
  /** null: every topic of the purpose. */
  readonly topic: string | null;
  readonly actor: ConsentActor;
  /** On what ground in law, in the organization's words; `consent` is a consent. */
  readonly basis: string;
  /** What proves it was recorded with it. */
  readonly isProven: boolean;
  /** null: nobody said. */
  readonly kind: ConsentKind | null;
  /** ISO 3166-1 alpha-2 of whose law holds; null: unknown. */
  readonly jurisdiction: string | null;
}
