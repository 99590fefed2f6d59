/** What was counted, with the name that each has in the price list. */
export interface Billed {
  readonly request: number;
  readonly queueOperation: number;
  readonly rowWritten: number;
  readonly rowRead: number;
  readonly r2ClassA: number;
  readonly r2ClassB: number;
  readonly objectRequest: number;
}

/** Of messages that went out. */
export interface MessageCounts extends Billed {
  readonly messages: number;
  /** Calls of the account's gate and the provider's breaker. */
  readonly pacingCalls: number;
}

/** Of events that came in. */
export interface Counts extends Billed {
  readonly events: number;
  /** Bytes by which the database grew. */
  readonly storedBytes: number;
  /** Rows written when the events' retention is over and they are deleted. */
  readonly rowPurged: number;
}

declare module "vitest" {
  interface TaskMeta {
    /** How a run hands its counts to the script that started it. */
    counts?: Counts;
    messageCounts?: MessageCounts;
  }
}
