import type { Order, SoakState, Store, Trouble } from "../orders.ts";
import { createRandom } from "../random.ts";

/** Of a store's refusals, how many do the work and lose its answer alone. */
const LOST_SHARE = 0.25;

interface Refusal {
  readonly until: number;
  hit: boolean;
}

/** The soak's orders and what was made of them; one per isolate, which the Durable Objects share. */
class Chaos {
  readonly counts: Omit<SoakState, "outstanding" | "parked" | "unfinished"> = {
    troubles: { "before-store": 0, "after-store": 0, "mid-handlers": 0, twice: 0, "twice-at-once": 0 },
    refusals: { d1: 0, r2: 0, queue: 0 },
    lostAnswers: 0,
    aborts: 0,
    exposed: 0,
  };
  outstanding = 0;
  readonly #queued = new Set<string>();
  readonly #armed: Trouble[] = [];
  readonly #refusals = new Map<Store, Refusal>();
  #aborts = 0;
  #random = createRandom(0);

  follow({ seed, arm = [], refuse, aborts = 0, calm = false }: Order): void {
    if (seed !== undefined) {
      this.#random = createRandom(seed);
    }
    if (calm) {
      this.#refusals.clear();
      this.#aborts = 0;
    }
    this.#armed.push(...arm);
    this.#aborts += aborts;
    if (refuse !== undefined) {
      this.#refusals.set(refuse.store, { until: Date.now() + refuse.forMs, hit: false });
    }
  }

  /** Notes a message that the queue took. @param eventId of a webhook's message */
  noteQueued(eventId: string | null): void {
    this.outstanding += 1;
    if (eventId !== null) {
      this.counts.exposed += this.#queued.has(eventId) ? 1 : 0;
      this.#queued.add(eventId);
    }
  }

  takeTrouble(): Trouble | null {
    return this.#armed.shift() ?? null;
  }

  /** A trouble that found no occasion waits for another batch. */
  putBack(trouble: Trouble): void {
    this.#armed.unshift(trouble);
  }

  takeAbort(): boolean {
    if (this.#aborts === 0) {
      return false;
    }
    this.#aborts -= 1;
    this.counts.aborts += 1;
    return true;
  }

  /** Whether the store refuses now: the work itself, or after it. */
  refusalOf(store: Store): "refused" | "lost" | null {
    const refusal = this.#refusals.get(store);
    if (refusal === undefined || (refusal.hit && Date.now() >= refusal.until)) {
      this.#refusals.delete(store);
      return null;
    }
    refusal.hit = true;
    this.counts.refusals[store] += 1;
    if (this.#random() >= LOST_SHARE) {
      return "refused";
    }
    this.counts.lostAnswers += 1;
    return "lost";
  }
}

export const chaos = new Chaos();
