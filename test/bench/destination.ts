import { createServer } from "node:http";
import { z } from "zod";

export interface TestDestination {
  readonly origin: string;
  /** When each event came first, by its id; ms since the epoch. */
  readonly arrivals: ReadonlyMap<string, number>;
  /** Requests in all. */
  readonly requests: () => number;
  stop(): Promise<void>;
}

/** A destination of this process that answers 204 at once. */
export async function startDestination(): Promise<TestDestination> {
  const arrivals = new Map<string, number>();
  let requests = 0;
  const server = createServer((request, response) => {
    const id = request.headers["webhook-id"];
    requests += 1;
    if (typeof id === "string" && !arrivals.has(id)) {
      arrivals.set(id, Date.now());
    }
    request.resume();
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    origin: `http://127.0.0.1:${port}`,
    arrivals,
    requests: () => requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
