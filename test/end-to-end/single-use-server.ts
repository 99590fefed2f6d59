import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { brotliCompressSync, gzipSync } from "node:zlib";

/** Of its tokens: due for a refresh when three quarters of it are over. */
const LIFETIME_SECONDS = 1;

const ENCODERS: Readonly<Record<string, (text: string) => Uint8Array>> = {
  gzip: gzipSync,
  br: brotliCompressSync,
};

/**
 * A provider whose refresh tokens count once, and an app that is told of happenings. It can spend a refresh token and
 * never answer, as a provider does whose answer is lost. Under `/echo/` it quotes the credential, encoded as the path says.
 */
export class SingleUseServer {
  readonly #server: Server;
  /** The refresh tokens that were sent, in order. */
  readonly refreshes: (string | null)[] = [];
  /** The happenings that the app was told of. */
  readonly told: unknown[] = [];
  /** Whether refreshes are answered; one that is not is spent all the same. */
  answersRefreshes = true;
  #refreshToken = "";
  #count = 0;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<SingleUseServer> {
    const started = new SingleUseServer();
    await new Promise<void>((resolve) => started.#server.listen(0, "127.0.0.1", resolve));
    return started;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    if (request.url === "/told") {
      this.told.push(JSON.parse(body));
      response.writeHead(204).end();
    } else if (request.url === "/oauth/token") {
      this.#token(new URLSearchParams(body), response);
    } else if (request.url?.startsWith("/echo/")) {
      const encoding = request.url.slice("/echo/".length);
      const quoted = JSON.stringify({ sent: request.headers.authorization, in: encoding });
      response.setHeader("content-encoding", encoding);
      response.end(ENCODERS[encoding]?.(quoted) ?? quoted);
    } else {
      json(response, 200, { data: [{ type: "account", id: "AcCt01", attributes: {} }] });
    }
  }

  #token(form: URLSearchParams, response: ServerResponse): void {
    if (form.get("grant_type") === "refresh_token") {
      const sent = form.get("refresh_token");
      this.refreshes.push(sent);
      if (sent !== this.#refreshToken) {
        json(response, 400, { error: "invalid_grant" });
        return;
      }
    }
    this.#count += 1;
    this.#refreshToken = `refresh-${this.#count}`;
    if (form.get("grant_type") === "authorization_code" || this.answersRefreshes) {
      json(response, 200, {
        access_token: `access-${this.#count}`,
        refresh_token: this.#refreshToken,
        expires_in: LIFETIME_SECONDS,
      });
    }
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
