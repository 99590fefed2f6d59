import { html } from "hono/html";
import { sessionCookie } from "../../shared/connect/cookie.ts";
import { bytesToUtf8 } from "../../shared/crypto/bytes.ts";
import { countAttempt } from "../../shared/db/queries/connect-sessions.ts";
import { readBody } from "../../shared/http.ts";
import { pageResponse } from "../../shared/pages/page.ts";
import type { Context } from "../context.ts";
import type { Connectable } from "./connectable.ts";
import { beginConsent } from "./consent.ts";
import { connectWith } from "./credentials.ts";
import { providerPage } from "./pages.ts";
import { appName, type Visit } from "./visit.ts";

/** The longest of all fields is a key file, of 20,000 characters. */
const MAX_FORM_BYTES = 100_000;

export interface Submission {
  readonly visit: Visit;
  readonly chosen: Connectable;
  readonly isOnly: boolean;
}

/** A form of the page was sent: by this page itself, and not too often, for each may call the provider. */
export async function submit(request: Request, submission: Submission, context: Context): Promise<Response> {
  const { visit, chosen, isOnly } = submission;
  const { session, token } = visit;
  if (!isOwn(request)) {
    return await refusedPage(403, "Please open the link again and fill in the form there.");
  }
  const given = await formOf(request);
  if (given === null) {
    return await refusedPage(413, "That is too much, or no form. Please open the link again.");
  }
  if (!(await countAttempt(context.db, session.id, context.clock()))) {
    return await refusedPage(429, `That was too often. Please ask ${appName(session)} for a new link.`);
  }
  const { way, ...values } = given;
  const isConsent = way === "consent" && chosen.ways.consent;
  const outcome = isConsent
    ? await beginConsent(visit, chosen.provider, { values, context })
    : await connectWith(visit, chosen.provider, { values, context });
  switch (outcome.kind) {
    case "connected":
      // shown by a GET, so that nobody sends the form twice
      return new Response(null, { status: 303, headers: { location: `/connect/${token}` } });
    case "consent":
      return await leavePage(submission, outcome.url);
    case "refused":
      return await providerPage(visit, chosen, {
        status: 422,
        notice: outcome.notice,
        isOnly,
        filled: { values, faults: outcome.faults },
      });
  }
}

/** Sec-Fetch-Site where the browser sends it, else Origin. https://www.w3.org/TR/fetch-metadata/ */
function isOwn(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  return site === null
    ? request.headers.get("origin") === new URL(request.url).origin
    : site === "same-origin";
}

/** The form's fields that were filled in; null where it is none, or too long. */
async function formOf(request: Request): Promise<Record<string, string> | null> {
  const type = request.headers.get("content-type") ?? "";
  const body = await readBody(request, MAX_FORM_BYTES);
  const text = body.ok ? bytesToUtf8(body.bytes) : null;
  if (text === null || !type.startsWith("application/x-www-form-urlencoded")) {
    return null;
  }
  // a browser sends the lines of a text with CR LF
  const pairs = [...new URLSearchParams(text)].map(([name, value]) => [name, value.replaceAll("\r\n", "\n")]);
  return Object.fromEntries(pairs.filter(([, value]) => value?.trim() !== ""));
}

/**
 * On to the provider. A page of its own, for a form's redirect to another origin would have to be allowed by
 * `form-action`, and where people consent depends on what they fill in.
 */
async function leavePage({ visit, chosen }: Submission, url: URL): Promise<Response> {
  const { session, token, origin } = visit;
  return await pageResponse({
    title: `On to ${chosen.provider.name}`,
    color: session.branding.color,
    next: url.href,
    body: html`<p><a class="button" href="${url.href}">Continue to ${chosen.provider.name}</a></p>`,
    headers: { "set-cookie": sessionCookie(session.id, token, origin) },
  });
}

async function refusedPage(status: number, text: string): Promise<Response> {
  return await pageResponse({ status, title: "That did not work", body: html`<p role="alert">${text}</p>` });
}
