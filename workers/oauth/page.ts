import { html } from "hono/html";
import { PROBLEMS, type Problem } from "../../shared/errors.ts";
import { pageResponse } from "../../shared/pages/page.ts";

/** For people whose app named no page to go back to. */
export async function returnPage(error: string | null): Promise<Response> {
  return error === null
    ? await pageResponse({ title: "Connected", body: html`<p>You can close this window.</p>` })
    : await pageResponse({
        status: 400,
        title: "Not connected",
        body: html`<p>It did not work (${error}). Close this window and try again from your app.</p>`,
      });
}

/** For people who come back with what cannot be used. */
export async function problemPage({ code, detail }: Problem): Promise<Response> {
  const { status, title } = PROBLEMS[code];
  return await pageResponse({
    status,
    title: "Not connected",
    body: html`<p>${title} (${code}). ${detail}</p>`,
  });
}
