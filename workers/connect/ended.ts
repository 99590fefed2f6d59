import { html } from "hono/html";
import { type LinkedSession, returnUrlWith } from "../../shared/connect/link.ts";
import { pageResponse } from "../../shared/pages/page.ts";
import { appName } from "./visit.ts";

/** After all went well: the app's own page follows, where it has one. */
export async function completedPage(session: LinkedSession): Promise<Response> {
  const next =
    session.returnUrl === null || session.connectionId === null
      ? undefined
      : returnUrlWith(session.returnUrl, {
          connectionId: session.connectionId,
          status: "active",
          error: null,
        });
  return await pageResponse({
    title: "Connected",
    color: session.branding.color,
    next,
    body:
      next === undefined
        ? html`<p role="status">Your account is connected with ${appName(session)}. You can close this window.</p>`
        : html`<p role="status">Your account is connected with ${appName(session)}.</p><p><a class="button" href="${next}">Continue to ${appName(session)}</a></p>`,
  });
}

export async function expiredPage(session: LinkedSession): Promise<Response> {
  return await pageResponse({
    status: 410,
    title: "This link has expired",
    color: session.branding.color,
    body: html`<p>Nothing was changed. Go back to ${appName(session)} and ask for a new link.</p>`,
  });
}
