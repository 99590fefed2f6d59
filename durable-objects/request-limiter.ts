import { DurableObject } from "cloudflare:workers";
import {
  type Admission,
  admitRequests,
  NEW_REQUEST_COUNT,
  type RequestAsk,
} from "../shared/flow/request-count.ts";

/**
 * Counts requests of one API key, or refused webhooks of one endpoint, in fixed periods. Its state is in memory alone:
 * losing it to an eviction costs at most one period's count, and storage would cost a row per request.
 */
export class RequestLimiter extends DurableObject<Env> {
  #state = NEW_REQUEST_COUNT;

  admit(ask: RequestAsk): Admission {
    const { state, result } = admitRequests(this.#state, ask, Date.now());
    this.#state = state;
    return result;
  }
}
