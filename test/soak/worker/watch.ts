import type { Store, Trouble } from "../orders.ts";
import { chaos } from "./chaos.ts";

const STORES_EVENTS = /^\s*insert into events\b/i;
const ENDS_HANDLERS = /^\s*update events set status = 'processed'/i;

/** One invocation of the Worker: all that it does to its bindings comes by here. */
export class Watch {
  /** It crashed: from then on it reaches nothing any more, as a process that is gone. */
  crashed = false;
  /** The id of the event that it sent to the queue, or tried to. */
  eventId: string | null = null;
  readonly #trouble: Trouble | null;

  /** @param trouble where it is to crash; a trouble that is no crash changes nothing */
  constructor(trouble: Trouble | null = null) {
    this.#trouble = trouble;
  }

  /** Does the work unless its store refuses or the invocation is dead. @param sql of the statements, where it is D1 */
  async through<T>(store: Store, sql: readonly string[], work: () => Promise<T>): Promise<T> {
    this.#mustLive();
    const handlers = sql.filter((text) => ENDS_HANDLERS.test(text)).length;
    const stores = sql.some((text) => STORES_EVENTS.test(text));
    const refusal = chaos.refusalOf(store);
    if (refusal === "refused") {
      throw new Error(`SOAK: ${store} refuses.`);
    }
    if (stores) {
      this.#crashIf("before-store");
    }
    const result = await work();
    this.#mustLive();
    if (refusal === "lost") {
      chaos.counts.exposed += handlers;
      throw new Error(`SOAK: ${store} did it and its answer was lost.`);
    }
    if (stores) {
      this.#crashIf("after-store");
    }
    if (handlers > 0) {
      this.#crashIf("mid-handlers");
    }
    return result;
  }

  #crashIf(trouble: Trouble): void {
    if (this.#trouble === trouble) {
      this.crashed = true;
      this.#mustLive();
    }
  }

  #mustLive(): void {
    if (this.crashed) {
      throw new Error("SOAK: this invocation crashed.");
    }
  }
}
