import { z } from "zod";

const TIMEOUT_MS = 15_000;
const PAGE = 200;
const MAX_PAGES = 50;

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

/** Every call throws an Error naming it when the platform refuses or answers in another form. */
export function createApi(origin: string, token: string): Api {
  const request = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const json = body === undefined ? {} : { "content-type": "application/json" };
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...json },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) {
      throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    }
    return response;
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

function parse<T>(call: string, answer: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(answer);
  if (!parsed.success) {
    throw new Error(`${call} answered in another form: ${z.prettifyError(parsed.error)}`);
  }
  return parsed.data;
}
