/** The most items that one bulk call takes. */
export const MAX_BATCH_ITEMS = 1_000;

/** An item of a bulk call that became no job. */
export interface RefusedItem {
  /** Its place in the call, from 0. */
  readonly index: number;
  readonly code: string;
  readonly detail: string;
}
