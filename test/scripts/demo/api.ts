import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";

const TIMEOUT_MS = 15_000;
const PAGE = 200;
const MAX_PAGES = 50;
/** Longer than a runtime takes to start anew, and than the claim of an Idempotency-Key whose request died lasts: 60 s. */
const MOST_TRIES = 20;
const LONGEST_PAUSE_MS = 5_000;
const PAUSE_MS = 500;

/** The demo talks to the platform as any app does: over HTTP, with a key, and takes nothing on trust. */
export interface Api {
  get<T>(path: string, answer: z.ZodType<T>): Promise<T>;
  post<T>(path: string, body: unknown, answer: z.ZodType<T>): Promise<T>;
  put(path: string, body: unknown): Promise<void>;
  remove(path: string): Promise<void>;
  /** Every item of a list, page by page. */
  list<T>(path: string, item: z.ZodType<T>): Promise<T[]>;
  bytes(path: string): Promise<Uint8Array>;
}

/**
 * Every call throws an Error naming it when the platform refuses or answers in another form.
 * @param options.patient calls whose answer was lost are made again, POSTs under an `Idempotency-Key`
 */
export function createApi(
  origin: string,
  token: string,
  { patient = false }: { readonly patient?: boolean } = {},
): Api {
  const request = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const key: Record<string, string> =
      patient && method === "POST" ? { "idempotency-key": randomUUID() } : {};
    for (let tries = 1; ; tries += 1) {
      try {
        return await requestOnce(method, path, { body, key });
      } catch (cause) {
        if (!patient || tries === MOST_TRIES || !wasLost(cause)) {
          throw cause;
        }
        await sleep(Math.min(LONGEST_PAUSE_MS, PAUSE_MS * tries));
      }
    }
  };
  const requestOnce = async (
    method: string,
    path: string,
    { body, key }: { readonly body: unknown; readonly key: Readonly<Record<string, string>> },
  ): Promise<Response> => {
    const json = body === undefined ? {} : { "content-type": "application/json" };
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...json, ...key },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw new Error(`${method} ${origin}${path} has no answer: ${reasonOf(cause)}`, { cause });
    });
    const bytes = await response.arrayBuffer();
    const whole = new Response(response.status === 204 ? null : bytes, response);
    if (!response.ok) {
      throw new Refused(`${method} ${path}`, whole, await whole.text());
    }
    return whole;
  };
  const get = async <T>(path: string, answer: z.ZodType<T>): Promise<T> =>
    parse(`GET ${path}`, await (await request("GET", path)).json(), answer);
  return {
    get,
    async post(path, body, answer) {
      return parse(`POST ${path}`, await (await request("POST", path, body)).json(), answer);
    },
    async put(path, body) {
      await (await request("PUT", path, body)).body?.cancel();
    },
    async remove(path) {
      await (await request("DELETE", path)).body?.cancel();
    },
    async list(path, item) {
      const page = z.object({ data: z.array(item), nextCursor: z.string().nullable() });
      const items: z.infer<typeof item>[] = [];
      const first = `${path.includes("?") ? "&" : "?"}limit=${PAGE}`;
      let query = first;
      for (let count = 0; count < MAX_PAGES; count += 1) {
        const { data, nextCursor } = await get(path + query, page);
        items.push(...data);
        if (nextCursor === null) {
          return items;
        }
        query = `${first}&cursor=${encodeURIComponent(nextCursor)}`;
      }
      throw new Error(`GET ${path} has more than ${MAX_PAGES} pages.`);
    },
    async bytes(path) {
      return new Uint8Array(await (await request("GET", path)).arrayBuffer());
    },
  };
}

class Refused extends Error {
  override readonly name = "Refused";
  /** The platform itself did not answer, or not yet: the local runtime's own 500 is no problem document. */
  readonly mayBeLost: boolean;

  constructor(call: string, { status, headers }: Response, text: string) {
    super(`${call} answered ${status}: ${text}`);
    const isProblem = headers.get("content-type")?.startsWith("application/problem+json") === true;
    this.mayBeLost = isProblem ? text.includes('"idempotency_in_progress"') : status >= 500;
  }
}

/** `fetch` throws a TypeError where the connection broke, also amid the body, and a TimeoutError where nothing came. */
function wasLost(cause: unknown): boolean {
  return (
    cause instanceof TypeError ||
    (cause instanceof DOMException && cause.name === "TimeoutError") ||
    (cause instanceof Refused && cause.mayBeLost)
  );
}

function parse<T>(call: string, answer: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(answer);
  if (!parsed.success) {
    throw new Error(`${call} answered in another form: ${z.prettifyError(parsed.error)}`);
  }
  return parsed.data;
}

/** Node's fetch says why in the cause of its error. */
export function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) {
    return String(cause);
  }
  const { cause: deeper, message } = cause;
  return deeper instanceof Error && deeper.message !== "" ? deeper.message : message;
}
