import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";
import { klaviyo } from "../../shared/providers/klaviyo/index.ts";

export const CLIENT = { id: "causeway-test", secret: "of-the-test-application" };
export const ACCOUNT = "AcCt01";

/** Short, so that a test sees a refresh: due when three quarters of it are over. */
const ACCESS_TOKEN_SECONDS = 12;

/**
 * Klaviyo's OAuth2 by a library that knows nothing of this platform, at Klaviyo's paths: a login and a consent for a
 * person, PKCE, codes and refresh tokens that count once. Beside it the one call that takes nothing but its tokens.
 */
export class ConsentServer {
  readonly #server: Server;
  /** Grants that were asked for and given, in order. */
  readonly granted: string[] = [];
  /** Tokens of the calls that were answered. */
  readonly used: string[] = [];
  #provider: Provider | null = null;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<ConsentServer> {
    const started = new ConsentServer();
    await new Promise<void>((resolve) => started.#server.listen(0, "127.0.0.1", resolve));
    return started;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Registers the platform's application, which may have people sent back to these URLs. */
  register(redirectUris: string[]): void {
    const provider = new Provider(this.origin, {
      clients: [
        {
          client_id: CLIENT.id,
          client_secret: CLIENT.secret,
          redirect_uris: redirectUris,
          grant_types: ["authorization_code", "refresh_token"],
          response_types: ["code"],
          token_endpoint_auth_method: "client_secret_basic",
        },
      ],
      scopes: [...(klaviyo.auth.oauth2?.scopes.default ?? [])],
      routes: { authorization: "/oauth/authorize", token: "/oauth/token" },
      pkce: { required: () => true },
      issueRefreshToken: () => true,
      rotateRefreshToken: true,
      ttl: { AccessToken: ACCESS_TOKEN_SECONDS, RefreshToken: 3_600, AuthorizationCode: 60, Grant: 3_600 },
      cookies: { keys: ["of the test"] },
    });
    provider.on("grant.success", ({ oidc }) => this.granted.push(String(oidc.params?.grant_type)));
    this.#provider = provider;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.startsWith("/api/accounts")) {
      await this.#account(request, response);
    } else if (this.#provider === null) {
      response.writeHead(503).end();
    } else {
      await this.#provider.callback()(request, response);
    }
  }

  async #account(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, token = ""] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "") ?? [];
    const known = await this.#provider?.AccessToken.find(token);
    const json = { "content-type": "application/json" };
    if (known === undefined || !known.isValid) {
      response.writeHead(401, json).end('{"errors":[{"code":"not_authenticated"}]}');
      return;
    }
    this.used.push(token);
    response
      .writeHead(200, json)
      .end(JSON.stringify({ data: [{ type: "account", id: ACCOUNT, attributes: {} }] }));
  }
}
