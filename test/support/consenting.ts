import { createExecutionContext } from "cloudflare:test";
import { useConnection } from "../../shared/connections/usable.ts";
import { type ConnectionRow, findConnection } from "../../shared/db/queries/connections.ts";
import type { Id } from "../../shared/ids.ts";
import { createContext } from "../../workers/context.ts";
import { OAuthServer } from "./oauth-server.ts";
import { TestPlatform } from "./platform.ts";
import { stubFetch } from "./sending.ts";

/** The page of the app that people come back to. */
export const RETURN = "https://app.example.com/connected";

interface ConnectionView {
  readonly id: string;
  readonly status: string;
  readonly error: { readonly code: string } | null;
}

/** An organization with its own application at HubSpot or Klaviyo, whose refresh tokens count once. */
export async function createConsenting(provider = "hubspot", vars: Record<string, string> = {}) {
  const server = new OAuthServer();
  stubFetch(server.answer);
  const platform = new TestPlatform(vars);
  const { id: organizationId, key } = await platform.organization();
  const call = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
    platform.call<T>(method, path, { token: key, ...(body === undefined ? {} : { body }) });
  await call("PATCH", "/v1/organization", { redirectUrls: [RETURN] });
  await call("PUT", `/v1/oauth-apps/${provider}`, { clientId: "client-1", clientSecret: "secret-1" });
  const authorize = (body: Record<string, unknown> = { redirectUrl: RETURN }) =>
    call<{ authorizeUrl: string; connectionId: string; code: string }>(
      "POST",
      `/v1/oauth/${provider}/authorize`,
      body,
    );
  const comeBack = async (url: string) => {
    const { pathname, search } = new URL(url);
    return await platform.fetch(pathname + search, { redirect: "manual" });
  };
  const connect = async (body?: Record<string, unknown>) => {
    const { authorizeUrl, connectionId } = (await authorize(body)).body;
    const response = await comeBack(server.consent(authorizeUrl));
    return {
      connectionId,
      location: new URL(response.headers.get("location") ?? "https://none.example.com"),
    };
  };
  const context = () => createContext(platform.env, createExecutionContext());
  const row = async (connectionId: string): Promise<ConnectionRow> => {
    const found = await findConnection(
      context().db,
      organizationId as Id<"organization">,
      connectionId as Id<"connection">,
    );
    if (found === null) {
      throw new Error("The connection is gone.");
    }
    return found;
  };
  const use = async (connectionId: string) => await useConnection(await row(connectionId), context());
  const view = async (connectionId: string) =>
    (await call<ConnectionView>("GET", `/v1/connections/${connectionId}`)).body;
  return { server, platform, organizationId, call, authorize, comeBack, connect, context, row, use, view };
}
