import { DurableObject } from "cloudflare:workers";

export interface RequestLimit {
  /** Requests per period. */
  readonly limit: number;
  readonly periodMs: number;
}

export interface Admission {
  readonly admitted: boolean;
  /** Requests left in the period. */
  readonly remaining: number;
  /** ms until the period ends. */
  readonly resetMs: number;
}

/**
 * Counts requests of one API key, or refused webhooks of one endpoint, in fixed periods. Its state is in memory alone:
 * losing it to an eviction costs at most one period's count, and storage would cost a row per request.
 */
export class RequestLimiter extends DurableObject<Env> {
  #periodStart = 0;
  #count = 0;

  admit({ limit, periodMs }: RequestLimit): Admission {
    const now = Date.now();
    if (now - this.#periodStart >= periodMs || now < this.#periodStart) {
      this.#periodStart = now;
      this.#count = 0;
    }
    const admitted = this.#count < limit;
    if (admitted) {
      this.#count += 1;
    }
    return { admitted, remaining: limit - this.#count, resetMs: this.#periodStart + periodMs - now };
  }
}
