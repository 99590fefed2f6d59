/** What was counted while some events came in, with the name that each has in the price list. */
export interface Counts {
  readonly events: number;
  readonly request: number;
  readonly queueOperation: number;
  readonly rowWritten: number;
  readonly rowRead: number;
  readonly r2ClassA: number;
  readonly r2ClassB: number;
  readonly objectRequest: number;
  /** Bytes by which the database grew. */
  readonly storedBytes: number;
  /** Rows written when the events' retention is over and they are deleted. */
  readonly rowPurged: number;
}

declare module "vitest" {
  interface TaskMeta {
    /** How a run hands its counts to the script that started it. */
    counts?: Counts;
  }
}
