/** A request that takes longer is slow, and what it belongs to goes on behind its batch. */
const PATIENCE_MS = 1_000;

/** A Worker opens six connections at once; one stays free for queues, stored bodies and the resolver. */
const CONNECTIONS = 5;

/** With as many slow requests, what did not begin is to find other connections. */
const SLOW_AT_MOST = 2;

/** The connections of one invocation, which its requests share. */
export interface Connections {
  /**
   * Makes a request when a connection is free, in the order asked for.
   * @param onSlow called when it takes longer than a second
   * @returns null, with nothing done, where slow requests hold too many of the connections
   */
  run<T>(request: () => Promise<T>, onSlow: () => void): Promise<T | null>;
}

/** Lends out connections until those that hang leave too few of them: a seventh request would wait for the first six. */
export function createConnections(): Connections {
  const line: ((granted: boolean) => void)[] = [];
  let free = CONNECTIONS;
  let slow = 0;

  const acquire = async (): Promise<boolean> => {
    if (slow > SLOW_AT_MOST) {
      return false;
    }
    if (free > 0) {
      free -= 1;
      return true;
    }
    return await new Promise((resolve) => line.push(resolve));
  };
  const release = () => {
    const next = line.shift();
    if (next === undefined) {
      free += 1;
    } else {
      next(true);
    }
  };
  const noteSlow = () => {
    slow += 1;
    if (slow > SLOW_AT_MOST) {
      for (const turnAway of line.splice(0)) {
        turnAway(false);
      }
    }
  };

  return {
    async run(request, onSlow) {
      if (!(await acquire())) {
        return null;
      }
      let isSlow = false;
      const timer = setTimeout(() => {
        isSlow = true;
        noteSlow();
        onSlow();
      }, PATIENCE_MS);
      try {
        return await request();
      } finally {
        clearTimeout(timer);
        slow -= isSlow ? 1 : 0;
        release();
      }
    },
  };
}
