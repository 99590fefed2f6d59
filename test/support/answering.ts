import { createExecutionContext } from "cloudflare:test";
import { useConnection } from "../../shared/connections/usable.ts";
import { type ConnectionRow, findConnection } from "../../shared/db/queries/connections.ts";
import type { Id } from "../../shared/ids.ts";
import { createContext } from "../../workers/context.ts";
import { TestPlatform } from "./platform.ts";
import { stubFetch } from "./sending.ts";

/** What a provider's servers answer, by the end of the host and the path; every other request gets a 404. */
export type Answers = Readonly<Record<string, unknown>>;

/** A platform whose outgoing requests are kept and answered so; `answers` may change between calls. */
export async function answering(answers: { current: Answers }) {
  const bodies: { readonly url: URL; readonly headers: Headers; readonly form: URLSearchParams }[] = [];
  stubFetch(async (request) => {
    const url = new URL(request.url);
    bodies.push({ url, headers: request.headers, form: new URLSearchParams(await request.text()) });
    const found = Object.entries(answers.current).find(([end]) => (url.host + url.pathname).endsWith(end));
    return found === undefined ? new Response("none", { status: 404 }) : Response.json(found[1]);
  });
  const platform = new TestPlatform();
  const { id: organizationId, key } = await platform.organization();
  const call = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
    platform.call<T>(method, path, { token: key, ...(body === undefined ? {} : { body }) });
  const context = () => createContext(platform.env, createExecutionContext());
  const row = async (id: string): Promise<ConnectionRow> => {
    const found = await findConnection(
      context().db,
      organizationId as Id<"organization">,
      id as Id<"connection">,
    );
    if (found === null) {
      throw new Error("The connection is gone.");
    }
    return found;
  };
  const credentials = async (id: string) => {
    const used = await useConnection(await row(id), context());
    return used.kind === "usable" ? used.opened.credentials : used;
  };
  return { platform, bodies, call, context, row, credentials };
}

/** Of the requests to a URL with this end, the last. */
export function lastTo(bodies: Awaited<ReturnType<typeof answering>>["bodies"], end: string) {
  const found = bodies.findLast(({ url }) => (url.host + url.pathname).endsWith(end));
  if (found === undefined) {
    throw new Error(`Nothing was sent to ${end}.`);
  }
  return found;
}
