import { OAuthServer } from "./oauth-server.ts";
import { ORIGIN, TestPlatform } from "./platform.ts";
import { stubFetch } from "./sending.ts";

/** The page of the app that people come back to. */
export const RETURN = "https://app.example.com/connected";

interface Session {
  readonly id: string;
  readonly url: string;
  readonly token: string;
  readonly status: string;
  readonly connectionId: string | null;
  readonly code?: string;
}

export interface Connection {
  readonly id: string;
  readonly provider: string;
  readonly status: string;
  readonly name: string | null;
  readonly externalAccountId: string | null;
  readonly generation: number;
  readonly agentId: string | null;
}

/** An organization with an OAuth application at HubSpot, and what its customer's browser does. */
export async function createConnecting() {
  const server = new OAuthServer();
  const requests = stubFetch(server.answer);
  const platform = new TestPlatform();
  const { key, id: organizationId } = await platform.organization("Acme <b>& Sons</b>");
  const call = <T = Session>(method: string, path: string, body?: unknown, headers = {}) =>
    platform.call<T>(method, path, { token: key, headers, ...(body === undefined ? {} : { body }) });
  await call("PATCH", "/v1/organization", { redirectUrls: [RETURN] });
  await call("PUT", "/v1/oauth-apps/hubspot", { clientId: "client-1", clientSecret: "secret-1" });
  const open = async (body: Record<string, unknown> = {}) =>
    (await call("POST", "/v1/connect-sessions", body)).body;
  const get = async (path: string, cookie = "") => {
    const response = await platform.fetch(path, {
      headers: { accept: "text/html", cookie },
      redirect: "manual",
    });
    return { response, text: await response.text() };
  };
  const send = async (
    path: string,
    fields: Record<string, string>,
    headers: Record<string, string> = { origin: ORIGIN },
  ) => {
    const response = await platform.fetch(path, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams(fields).toString(),
      redirect: "manual",
    });
    return { response, text: await response.text() };
  };
  /** The customer goes to the provider: where it sends them back to, and the cookie that the page left. */
  const leave = async (
    session: Session,
    answer: (authorizeUrl: string) => string = (url) => server.consent(url),
  ) => {
    const { response, text } = await send(`/connect/${session.token}/hubspot`, { way: "consent" });
    const authorizeUrl = /content="0;url=([^"]+)"/.exec(text)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const cookie = (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const back = new URL(answer(authorizeUrl));
    return { response, authorizeUrl, cookie, path: back.pathname + back.search };
  };
  const connections = async () => (await call<{ data: Connection[] }>("GET", "/v1/connections")).body.data;
  return { server, requests, platform, organizationId, key, call, open, get, send, leave, connections };
}
