/** What one account's jobs came to. */
export interface AccountFigures {
  readonly name: string;
  readonly jobs: number;
  readonly sent: number;
  /** The most that any window held beyond its limit; 0: none was exceeded. */
  readonly above: number;
  readonly mostInFlight: number;
  /** The part of the binding window that was used while jobs waited. */
  readonly used: number;
}

export interface PacingFigures {
  readonly accounts: readonly AccountFigures[];
  readonly mostConsumers: number;
  readonly messages: number;
  readonly batches: number;
  readonly retried: number;
  readonly simulatedSeconds: number;
}

declare module "vitest" {
  interface ProvidedContext {
    /** Jobs of a run, of all accounts together. */
    jobs: number;
  }

  interface TaskMeta {
    /** How a run hands its figures to the script that started it. */
    pacing?: PacingFigures;
  }
}
