import { z } from "zod";
import { EVENT_STATUSES } from "../model/event.ts";

/**
 * Everything that travels through a queue. Messages are written by the version of the code that sent them and read by
 * another one during a deployment: a change of a form is a new `kind` or an optional field.
 */

const pairs = z.array(z.tuple([z.string(), z.string()]));

const bytesSchema = z.instanceof<typeof Uint8Array<ArrayBufferLike>>(Uint8Array);

const bodySchema = z.union([
  z.object({ inline: bytesSchema }),
  z.object({ r2: z.string(), bytes: z.number().int() }),
]);

/** A verified request, not yet split into events. */
const receivedSchema = z.object({
  kind: z.literal("received"),
  /** The id of the body's first event. */
  id: z.templateLiteral(["evt_", z.string()]),
  organizationId: z.templateLiteral(["org_", z.string()]),
  endpointId: z.templateLiteral(["ep_", z.string()]),
  provider: z.string(),
  /** The endpoint's URL with the query received. */
  url: z.string(),
  contentType: z.string(),
  headers: pairs,
  remoteAddress: z.string().nullable(),
  receivedAt: z.number(),
  body: bodySchema,
  /** A consumer gave up on it before, and may have stored its events. */
  wasTried: z.literal(true).optional(),
});

/** A request that did not verify. */
const rejectedSchema = z.object({
  kind: z.literal("rejected"),
  id: z.templateLiteral(["rej_", z.string()]),
  organizationId: z.templateLiteral(["org_", z.string()]),
  endpointId: z.templateLiteral(["ep_", z.string()]),
  provider: z.string(),
  reason: z.enum([
    "secret_missing",
    "header_missing",
    "header_malformed",
    "timestamp_malformed",
    "stale_timestamp",
    "invalid_signature",
  ]),
  step: z.enum(["secret", "header", "timestamp", "signature"]),
  expected: z.string(),
  headers: pairs,
  bytes: z.number().int(),
  receivedAt: z.number(),
  /** Absent in messages of earlier versions. */
  url: z.string().optional(),
  /** Absent where it is too large for a message: what did not verify is put nowhere else. */
  body: bytesSchema.optional(),
});

/** A stored event that is to be processed again. */
const replaySchema = z.object({
  kind: z.literal("replay"),
  organizationId: z.templateLiteral(["org_", z.string()]),
  eventId: z.templateLiteral(["evt_", z.string()]),
  /** What it was asked for by: the same message again sends nothing again. Absent in messages of earlier versions. */
  run: z.string().optional(),
});

/** Events of a filter that are to be processed again, page by page from the newest on. */
const replayManySchema = z.object({
  kind: z.literal("replay-many"),
  /** The same for every page. */
  id: z.string(),
  organizationId: z.templateLiteral(["org_", z.string()]),
  filter: z.object({
    provider: z.string().optional(),
    type: z.string().optional(),
    status: z.enum(EVENT_STATUSES).optional(),
    endpointId: z.templateLiteral(["ep_", z.string()]).optional(),
    since: z.number().optional(),
  }),
  /** Where the next page begins, exclusive. */
  before: z.string(),
});

export const eventMessageSchema = z.discriminatedUnion("kind", [
  receivedSchema,
  rejectedSchema,
  replaySchema,
  replayManySchema,
]);

export type ReceivedMessage = z.infer<typeof receivedSchema>;
export type RejectedMessage = z.infer<typeof rejectedSchema>;
export type ReplayMessage = z.infer<typeof replaySchema>;
export type ReplayManyMessage = z.infer<typeof replayManySchema>;
export type EventMessage = z.infer<typeof eventMessageSchema>;

/** A job to be looked at: its row is the truth, so the message carries its id alone. */
export const jobMessageSchema = z.object({
  kind: z.literal("job"),
  id: z.templateLiteral(["job_", z.string()]),
});

/** What every version's message of a delivery says. */
export const deliveryKeySchema = z.object({
  organizationId: z.templateLiteral(["org_", z.string()]),
  id: z.templateLiteral(["dlv_", z.string()]),
});

/** A delivery to be tried: its row is the truth; `attempt` says which one this message is for. */
export const deliveryMessageSchema = deliveryKeySchema.extend({
  kind: z.literal("delivery"),
  attempt: z.number().int().min(1),
});

export type DeliveryMessage = z.infer<typeof deliveryMessageSchema>;

export type JobMessage = z.infer<typeof jobMessageSchema>;
