import { z } from "zod";

/** What the soak's driver and the soak's Worker say to each other over the control path. */

export const CONTROL_PATH = "/__soak/";

/** What may happen to one batch of the event queue. */
export const TROUBLES = ["before-store", "after-store", "mid-handlers", "twice", "twice-at-once"] as const;
const troubleSchema = z.enum(TROUBLES);
export type Trouble = z.infer<typeof troubleSchema>;

/** What may refuse for a while. */
export const STORES = ["d1", "r2", "queue"] as const;
const storeSchema = z.enum(STORES);
export type Store = z.infer<typeof storeSchema>;

export const orderSchema = z.object({
  /** The seed of the Worker's own draws. */
  seed: z.int().optional(),
  /** Batches to come, one trouble each. */
  arm: z.array(troubleSchema).default([]),
  /** Refuses for so long, and until it has refused somebody. */
  refuse: z.object({ store: storeSchema, forMs: z.int() }).optional(),
  /** Durable Objects to be aborted in the middle of their next calls. */
  aborts: z.int().default(0),
  /** Ends refusals, and takes back the aborts that have not happened. */
  calm: z.boolean().default(false),
});
export type Order = z.input<typeof orderSchema>;

export const stateSchema = z.object({
  troubles: z.record(troubleSchema, z.int()),
  refusals: z.record(storeSchema, z.int()),
  /** Of the refusals, those where the work was done and only its answer was lost. */
  lostAnswers: z.int(),
  aborts: z.int(),
  /** Reasons for handlers to run again: their answer lost, a message queued twice, a batch delivered twice at once. */
  exposed: z.int(),
  /** Messages that the queue has and that were not acknowledged. */
  outstanding: z.int(),
  /** Messages that wait in the database for the queue. */
  parked: z.int(),
  /** Events that are stored and whose handlers are not done. */
  unfinished: z.int(),
});
export type SoakState = z.infer<typeof stateSchema>;

export const rowSchema = z.object({
  id: z.string(),
  item: z.int(),
  status: z.string(),
  duplicates: z.int(),
  /** The ids of the further receipts of the event. */
  receipts: z.array(z.string()),
  /** Times that its handlers' transaction was committed. */
  commits: z.int(),
});
export type Row = z.infer<typeof rowSchema>;

export const rowsSchema = z.object({ rows: z.array(rowSchema) });

const changeSchema = z.object({
  kind: z.string(),
  provider: z.string(),
  externalId: z.string(),
  /** Times that the effect's row was made or became another. */
  times: z.int(),
});
export type Change = z.infer<typeof changeSchema>;

export const changesSchema = z.object({ changes: z.array(changeSchema) });
