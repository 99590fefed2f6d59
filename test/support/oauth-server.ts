import { pkceChallenge } from "../../shared/oauth2/authorize.ts";

interface Code {
  readonly redirectUri: string;
  readonly challenge: string | null;
}

/**
 * An OAuth2 server as strict as the strictest: codes and refresh tokens count once, PKCE and the redirect URL are
 * checked. It answers token requests of any provider; every other request gets an account.
 */
export class OAuthServer {
  readonly tokenRequests: URLSearchParams[] = [];
  /** The tokens that hold now. */
  accessToken = "";
  refreshToken = "";
  expiresIn = 1_800;
  /** Answers a token request instead; null: the server does. */
  instead: (() => Response | Promise<Response>) | null = null;
  /** Runs when the new tokens are made, before they are answered. */
  beforeAnswer: () => void | Promise<void> = () => undefined;
  /** Whether a request with a token of another time is refused. */
  strict = true;
  #codes = new Map<string, Code>();
  #count = 0;

  /** A person consents at the authorize URL: the URL that their browser is sent back to. */
  consent(authorizeUrl: string): string {
    const url = new URL(authorizeUrl);
    const redirectUri = url.searchParams.get("redirect_uri") ?? "";
    const code = crypto.randomUUID();
    this.#codes.set(code, { redirectUri, challenge: url.searchParams.get("code_challenge") });
    const back = new URL(redirectUri);
    back.searchParams.set("code", code);
    back.searchParams.set("state", url.searchParams.get("state") ?? "");
    return back.href;
  }

  readonly answer = async (request: Request): Promise<Response> => {
    if (request.method !== "POST" || !new URL(request.url).pathname.includes("token")) {
      const holds = request.headers.get("authorization") === `Bearer ${this.accessToken}`;
      return holds || !this.strict
        ? Response.json({ portalId: 7, data: [{ id: "AbC123" }] })
        : Response.json({ message: "expired" }, { status: 401 });
    }
    const form = new URLSearchParams(await request.text());
    this.tokenRequests.push(form);
    return this.instead === null ? await this.#token(form) : await this.instead();
  };

  async #token(form: URLSearchParams): Promise<Response> {
    const isGood =
      form.get("grant_type") === "authorization_code"
        ? await this.#takeCode(form)
        : form.get("refresh_token") === this.refreshToken;
    if (!isGood) {
      return Response.json({ error: "invalid_grant" }, { status: 400 });
    }
    this.#count += 1;
    this.accessToken = `access-${this.#count}`;
    this.refreshToken = `refresh-${this.#count}`;
    const body = {
      access_token: this.accessToken,
      refresh_token: this.refreshToken,
      expires_in: this.expiresIn,
    };
    await this.beforeAnswer();
    return Response.json(body);
  }

  async #takeCode(form: URLSearchParams): Promise<boolean> {
    const code = this.#codes.get(form.get("code") ?? "");
    this.#codes.delete(form.get("code") ?? "");
    const verifier = form.get("code_verifier");
    const isProven =
      code?.challenge == null || (verifier !== null && (await pkceChallenge(verifier)) === code.challenge);
    return code !== undefined && isProven && form.get("redirect_uri") === code.redirectUri;
  }
}
