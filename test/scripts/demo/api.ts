/** The demo talks to the platform as any app does: over HTTP, with a key. */
export interface Api {
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Every item of a list, page by page. */
  all<T>(path: string): Promise<T[]>;
  bytes(path: string): Promise<Uint8Array>;
}

const TIMEOUT_MS = 15_000;
const PAGES = 50;

/** @throws Error with the problem's detail when the platform refuses */
export function createApi(origin: string, token: string): Api {
  async function request(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) {
      throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    }
    return response;
  }
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    return (await (await request(method, path, body)).json()) as T;
  }
  return {
    call,
    async all<T>(path: string): Promise<T[]> {
      const items: T[] = [];
      let cursor: string | null = "";
      for (let page = 0; page < PAGES && cursor !== null; page += 1) {
        const query: string =
          cursor === "" ? "?limit=200" : `?limit=200&cursor=${encodeURIComponent(cursor)}`;
        const answer: { data: T[]; nextCursor: string | null } = await call("GET", `${path}${query}`);
        items.push(...answer.data);
        cursor = answer.nextCursor;
      }
      return items;
    },
    async bytes(path) {
      return new Uint8Array(await (await request("GET", path)).arrayBuffer());
    },
  };
}
