/** The runtime opens six connections at once; one stays free for the queues, as some settle while others hang. */
const CONNECTIONS = 5;
/** A call that takes longer may hang until its time limit. */
const SLOW_MS = 1_000;

/** The calls of one invocation, of all its accounts: they share the runtime's connections. */
export class Connections {
  readonly #calls = new Set<{ readonly account: string; readonly at: number }>();

  /**
   * Notes a call, and returns what notes its end; null where another account's slow calls help to hold all connections: it
   * would wait for them unsent, and its time limit would pass.
   * @param now ms since the epoch
   */
  begin(account: string, now: number): (() => void) | null {
    const isKept = [...this.#calls].some((other) => other.account !== account && now - other.at > SLOW_MS);
    if (isKept && this.#calls.size >= CONNECTIONS) {
      return null;
    }
    const call = { account, at: now };
    this.#calls.add(call);
    return () => {
      this.#calls.delete(call);
    };
  }
}
