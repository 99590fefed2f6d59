/** The runtime opens six connections at once; a seventh send would leave later than its permit says. */
const CONNECTIONS = 6;

/** The connections of one invocation, which the sends of all its accounts share. */
export class Connections {
  #free: number;
  readonly #line: (() => void)[] = [];
  readonly #pause: (ms: number) => Promise<void>;

  /** @param accounts where there are several, one connection stays free for the queues: some settle while others hang */
  constructor(accounts: number, pause: (ms: number) => Promise<void>) {
    this.#free = accounts > 1 ? CONNECTIONS - 1 : CONNECTIONS;
    this.#pause = pause;
  }

  /** Whether one was free within so many ms, in the order asked for; whoever has one gives it back. */
  async take(withinMs: number): Promise<boolean> {
    if (this.#free > 0) {
      this.#free -= 1;
      return true;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#line.push(resolve);
    await Promise.race([promise, this.#pause(withinMs)]);
    const place = this.#line.indexOf(resolve);
    if (place === -1) {
      return true;
    }
    this.#line.splice(place, 1);
    return false;
  }

  giveBack(): void {
    const next = this.#line.shift();
    if (next === undefined) {
      this.#free += 1;
    } else {
      next();
    }
  }
}
