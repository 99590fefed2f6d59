import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createApis, type Ending } from "./api/apis.ts";
import { DESCRIPTIONS_FOLDER } from "./api/descriptions.ts";
import { createWorld } from "./api/world.ts";
import { createApp } from "./app.ts";
import { createSentLog } from "./log.ts";
import { createSampledApis, type SampledApis } from "./sampled/api.ts";
import type { Bytes } from "./sender.ts";

const HOST = "127.0.0.1";
/** Longer than clients keep an idle connection: one that ends by itself must not look like a fault. */
const KEEP_ALIVE_MS = 120_000;
const MAX_BODY_BYTES = 64 * 1024 * 1024;

export interface RunningTwin {
  /** Its origin, e.g. `http://127.0.0.1:9400`. */
  readonly url: string;
  /** The providers that are played by their samples. */
  readonly sampled: Pick<SampledApis, "left" | "removed">;
  /** Ends what is being sent and frees the port. */
  close(): Promise<void>;
}

export interface TwinOptions {
  /** Default: any free port. */
  readonly port?: number | undefined;
  /** Folder of the providers' descriptions that requests are checked against; null: built-in rules alone. */
  readonly descriptions?: string | null | undefined;
}

/** The body, or null when it is larger than 64 MB; the rest is read and thrown away, so that the answer arrives. */
async function readBody(incoming: IncomingMessage): Promise<Bytes | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) {
      chunks.push(chunk);
    }
  }
  return size <= MAX_BODY_BYTES ? Buffer.concat(chunks) : null;
}

function readHeaders({ headersDistinct }: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(headersDistinct)) {
    for (const value of values ?? []) {
      headers.append(name, value);
    }
  }
  return headers;
}

/** @param gone aborts when the caller has given up */
type Handle = (request: Request, gone: AbortSignal) => Promise<Ending>;

async function serve(incoming: IncomingMessage, outgoing: ServerResponse, handle: Handle): Promise<void> {
  const method = incoming.method ?? "GET";
  const body = await readBody(incoming);
  if (body === null) {
    outgoing.writeHead(413).end();
    return;
  }
  const url = new URL(`http://${HOST}${incoming.url ?? "/"}`);
  const withBody = method === "GET" || method === "HEAD" ? {} : { body };
  const gone = new AbortController();
  outgoing.once("close", () => gone.abort());
  const request = new Request(url, { method, headers: readHeaders(incoming), ...withBody });
  const response = await handle(request, gone.signal);
  if (typeof response === "string") {
    incoming.socket.resetAndDestroy();
    return;
  }
  const answer = response.body === null ? null : Buffer.from(await response.arrayBuffer());
  const length = answer === null ? [] : ["content-length", String(answer.byteLength)];
  outgoing.writeHead(response.status, [...[...response.headers].flat(), ...length]).end(answer ?? undefined);
}

/** Starts the twin on the loopback address. @throws when the port is taken */
export async function startTwin(options: TwinOptions = {}): Promise<RunningTwin> {
  const { port = 0, descriptions = DESCRIPTIONS_FOLDER } = options;
  const closing = new AbortController();
  const { signal } = closing;
  const log = createSentLog();
  const world = createWorld({ descriptions, onSent: (sent) => log.add(sent), signal });
  const apis = createApis(world, signal);
  const app = createApp({ log, world, signal });
  const sampled = createSampledApis();
  const handle: Handle = async (request, gone) =>
    (await sampled.handle(request)) ?? (await apis.handle(request, gone)) ?? (await app.fetch(request));
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing, handle).catch(() => outgoing.destroy());
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, resolve);
  });
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  return {
    url: `http://${HOST}:${bound}`,
    sampled,
    close: () =>
      new Promise((resolve, reject) => {
        closing.abort();
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}
