import type { UnsignedRequest } from "./sender.ts";

const TIMEOUT_MS = 30_000;
const MAX_BODY_CHARACTERS = 4000;

export interface Answer {
  /** null: no answer came, and `error` says why. */
  readonly status: number | null;
  /** The start of the answer's body. */
  readonly body: string;
  readonly durationMs: number;
  readonly error: string | null;
}

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) {
    return String(cause);
  }
  // `fetch failed` says nothing; what failed is underneath.
  return cause.cause instanceof Error ? describe(cause.cause) : cause.message || cause.name;
}

/** Posts once, following no redirect, within 30 s. Never throws: what went wrong is in the answer. */
export async function deliver(request: UnsignedRequest, signal: AbortSignal): Promise<Answer> {
  const started = performance.now();
  const since = (): number => Math.round(performance.now() - started);
  try {
    const response = await fetch(request.url, {
      method: "POST",
      headers: request.headers,
      body: request.body,
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text.slice(0, MAX_BODY_CHARACTERS),
      durationMs: since(),
      error: null,
    };
  } catch (cause) {
    return { status: null, body: "", durationMs: since(), error: describe(cause) };
  }
}
