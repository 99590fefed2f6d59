import { toRfc3339 } from "../clock.ts";
import type { Attempted } from "../policy/delivery.ts";
import { readTarget } from "../policy/public-address.ts";
import { type StandardSigner, signStandard } from "../signatures/standard-signature.ts";
import { resolveName } from "./resolve.ts";

/** SPEC: how long an attempt may take, the body included. */
export const DELIVERY_TIMEOUT_MS = 15_000;

/** Of a response, kept for whoever looks why it was refused. */
const KEPT_BYTES = 16_384;

/** What of it is kept once a later attempt was made. */
const KEPT_LATER = 1_024;

/** One attempt, as the delivery keeps it. */
export interface DeliveryAttempt {
  readonly at: string;
  /** What the destination answered; null where it did not. */
  readonly httpStatus: number | null;
  readonly durationMs: number;
  /** From the message that asked for it to the request. */
  readonly preparedMs: number;
  /** Why there was no answer, or why nothing was sent. */
  readonly error: string | null;
  /** Its beginning, up to 16 KB; 1 KB once a later attempt was made. */
  readonly response: string | null;
}

export interface AttemptTools {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: () => number;
  /** Origins that may be reached wherever they are. */
  readonly exempt: readonly string[];
  readonly timeoutMs: number;
  /** null: names are not resolved, on a developer's machine. */
  readonly dohUrl: string | null;
}

/** What is sent: the same bytes and id at every attempt. */
export interface Outgoing {
  readonly url: string;
  readonly signer: StandardSigner;
  readonly id: string;
  readonly body: string;
}

export interface Made {
  readonly attempted: Attempted;
  readonly attempt: DeliveryAttempt;
}

/**
 * Sends one signed request to a destination. Its address is checked each time, redirects are not followed, and neither
 * waiting nor reading lasts beyond the limit. Never throws.
 * @param since when the message that asked for it arrived, ms since the epoch
 */
export async function attemptDelivery(outgoing: Outgoing, since: number, tools: AttemptTools): Promise<Made> {
  const { clock } = tools;
  const target = readTarget(outgoing.url, tools.exempt);
  const reason = target.ok ? await refusalOf(target, tools) : target.reason;
  if (reason !== null) {
    return unsent(reason, since, tools);
  }
  const startedAt = clock();
  const made = (attempted: Attempted, response: string | null): Made => ({
    attempted,
    attempt: {
      at: toRfc3339(startedAt),
      httpStatus: attempted.kind === "answered" ? attempted.status : null,
      durationMs: clock() - startedAt,
      preparedMs: startedAt - since,
      error: attempted.kind === "answered" ? null : attempted.reason,
      response,
    },
  });
  const signal = AbortSignal.timeout(tools.timeoutMs);
  try {
    const response = await tools.fetch(outgoing.url, {
      method: "POST",
      redirect: "manual",
      signal,
      headers: {
        "content-type": "application/cloudevents+json",
        "user-agent": "causeway",
        ...(await signStandard(outgoing.signer, { ...outgoing, now: startedAt })),
      },
      body: outgoing.body,
    });
    const text = await beginningOf(response, signal);
    return made(
      {
        kind: "answered",
        status: response.status,
        retryAfter: response.headers.get("retry-after"),
        instruction: response.headers.get("webhook-delivery"),
      },
      text,
    );
  } catch {
    return made({ kind: "failed", reason: signal.aborted ? "timeout" : "unreachable" }, null);
  }
}

/** An attempt at which nothing could be sent. */
export function unsent(reason: string, since: number, { clock }: Pick<AttemptTools, "clock">): Made {
  const now = clock();
  return {
    attempted: { kind: "refused", reason },
    attempt: {
      at: toRfc3339(now),
      httpStatus: null,
      durationMs: 0,
      preparedMs: now - since,
      error: reason,
      response: null,
    },
  };
}

async function refusalOf(
  { url, isName }: { readonly url: URL; readonly isName: boolean },
  { dohUrl, fetch }: AttemptTools,
): Promise<string | null> {
  if (!isName || dohUrl === null) {
    return null;
  }
  const { kind } = await resolveName(url.hostname.replace(/\.+$/, ""), { dohUrl, fetch });
  return kind === "public" ? null : kind === "private" ? "not_public" : "unresolved";
}

/** A destination that never ends its answer has answered all the same: what came in time is kept. */
async function beginningOf(response: Response, signal: AbortSignal): Promise<string> {
  if (response.body === null) {
    return "";
  }
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  const expired = new Promise<{ done: true; value?: undefined }>((resolve) => {
    signal.addEventListener("abort", () => resolve({ done: true }), { once: true });
  });
  while (length < KEPT_BYTES) {
    const { done, value } = await Promise.race([reader.read(), expired]);
    if (done || value === undefined) {
      break;
    }
    chunks.push(value);
    length += value.byteLength;
  }
  if (signal.aborted) {
    throw new Error("The answer did not end in time.");
  }
  await reader.cancel();
  return new TextDecoder().decode((await new Blob(chunks).arrayBuffer()).slice(0, KEPT_BYTES));
}

/** The attempts of a delivery with one more: of earlier answers only the first words stay. */
export function withAttempt(
  earlier: readonly DeliveryAttempt[],
  attempt: DeliveryAttempt,
): readonly DeliveryAttempt[] {
  return [
    ...earlier.map((old) => ({ ...old, response: old.response?.slice(0, KEPT_LATER) ?? null })),
    attempt,
  ];
}
