import { setTimeout as sleep } from "node:timers/promises";
import type { UnsignedRequest } from "../twin/sender.ts";
import type { Sent } from "./figures.ts";
import type { Planned } from "./plan.ts";
import type { Signer } from "./signer.ts";

const TIMEOUT_MS = 30_000;
const MAX_TRIES = 40;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 3_000;
const TOO_MANY_REQUESTS = 429;

interface Answer {
  /** 0: none came. */
  readonly status: number;
  readonly id: string | null;
}

/** Sends a webhook as providers do: again, with the same bytes, until the answer is none of those that ask for it. */
export async function send(planned: Planned, sign: Signer): Promise<Sent> {
  const { request, items, effects } = await sign(planned);
  const { sequence, kind, sender } = planned;
  const failures: number[] = [];
  let answer = await post(request);
  while (isWorthAnother(answer.status) && failures.length < MAX_TRIES) {
    await sleep(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures.length));
    failures.push(answer.status);
    answer = await post(request);
  }
  return { provider: sender.provider, sequence, kind, items, effects, failures, ...answer };
}

function isWorthAnother(status: number): boolean {
  return status === 0 || status === TOO_MANY_REQUESTS || status >= 500;
}

async function post({ url, headers, body }: UnsignedRequest): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers,
      body: body.length === 0 ? null : body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.arrayBuffer();
    return { status: response.status, id: response.headers.get("x-soak-id") };
  } catch {
    return { status: 0, id: null };
  }
}
