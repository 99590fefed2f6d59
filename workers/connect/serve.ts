import { html } from "hono/html";
import { sessionOf } from "../../shared/connect/link.ts";
import { pageResponse } from "../../shared/pages/page.ts";
import type { Context } from "../context.ts";
import { type Connectable, connectables } from "./connectable.ts";
import { completedPage, expiredPage } from "./ended.ts";
import { choicePage, providerPage } from "./pages.ts";
import { submit } from "./submit.ts";
import { appName, type Visit } from "./visit.ts";
import { wordsOf } from "./words.ts";

const PATH = /^\/connect\/([^/]{1,200})(?:\/([a-z0-9-]{1,60}))?$/;

/**
 * `/connect/{token}`: the page on which an app's customer connects one account. Who has the link may use it, until it
 * expires, was used, or is revoked.
 */
export async function serveConnect(request: Request, context: Context): Promise<Response> {
  const url = new URL(request.url);
  const [, token = "", providerId] = PATH.exec(url.pathname) ?? [];
  const session = await sessionOf(context.db, token);
  if (session === null) {
    return await unknownPage();
  }
  if (session.completedAt !== null) {
    return await completedPage(session);
  }
  if (session.expiresAt <= context.clock()) {
    return await expiredPage(session);
  }
  const visit: Visit = { session, token, origin: url.origin };
  const choices = await connectables(session, context);
  const chosen = choices.find(({ provider }) => provider.id === providerId) ?? onlyOne(choices, providerId);
  switch (request.method) {
    case "GET": {
      const notice = wordsOf(url.searchParams.get("error"), appName(session));
      if (chosen === null) {
        return providerId === undefined ? await choicePage(visit, choices, notice) : await unknownPage();
      }
      return await providerPage(visit, chosen, { notice, isOnly: choices.length === 1 });
    }
    case "POST":
      return chosen === null || providerId === undefined
        ? await unknownPage()
        : await submit(request, { visit, chosen, isOnly: choices.length === 1 }, context);
    default:
      return new Response(null, { status: 405, headers: { allow: "GET, POST" } });
  }
}

function onlyOne(choices: readonly Connectable[], providerId: string | undefined): Connectable | null {
  const [first, ...others] = choices;
  return providerId === undefined && first !== undefined && others.length === 0 ? first : null;
}

async function unknownPage(): Promise<Response> {
  return await pageResponse({
    status: 404,
    title: "This link does not work",
    body: html`<p>It is incomplete, or was withdrawn. Copy all of it, or ask the app that gave it to you for a new one.</p>`,
  });
}
