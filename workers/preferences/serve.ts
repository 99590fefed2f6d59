import { LINK_PATHS } from "../../shared/consents/links.ts";
import { type LinkPurpose, openLink } from "../../shared/consents/tokens.ts";
import { findOrganization } from "../../shared/db/queries/organizations.ts";
import { Problem } from "../../shared/errors.ts";
import type { Context } from "../context.ts";
import { answerConfirm } from "./confirm.ts";
import { page, paragraph } from "./page.ts";
import { answerPreferences } from "./preferences.ts";
import { answerUnsubscribe } from "./unsubscribe.ts";
import type { Visit } from "./visit.ts";
import { languageOf, wordsIn } from "./words.ts";

type Answer = (visit: Visit, context: Context) => Promise<Response>;

const ANSWERS: Readonly<Record<LinkPurpose, Answer>> = {
  unsubscribe: answerUnsubscribe,
  preferences: answerPreferences,
  confirm: answerConfirm,
};

const PURPOSES: readonly LinkPurpose[] = ["unsubscribe", "preferences", "confirm"];

/** Which page a path is; null where it is none of these. */
function purposeOf(pathname: string): LinkPurpose | null {
  return PURPOSES.find((purpose) => pathname.startsWith(LINK_PATHS[purpose])) ?? null;
}

export function isPreferencesPath(pathname: string): boolean {
  return purposeOf(pathname) !== null;
}

/**
 * `/u/{token}`, `/preferences/{token}`, `/confirm/{token}`: pages for whoever has the link, without cookies, scripts or
 * redirects. GET only shows: mail scanners follow every link.
 * @throws Problem `method_not_allowed`
 */
export async function servePreferences(request: Request, context: Context): Promise<Response> {
  const { pathname } = new URL(request.url);
  const purpose = purposeOf(pathname);
  if (purpose === null) {
    throw new Problem("not_found", "No page has this path.");
  }
  if (!["GET", "HEAD", "POST"].includes(request.method)) {
    throw new Problem("method_not_allowed", "Use GET or POST.", { headers: { allow: "GET, HEAD, POST" } });
  }
  const language = languageOf(request.headers.get("accept-language"));
  const words = wordsIn(language);
  const token = pathname.slice(LINK_PATHS[purpose].length);
  const link = await openLink(context.vault, token, { purpose, now: context.clock() });
  const organization = link === null ? null : await findOrganization(context.db, link.organizationId);
  if (link === null || organization === null) {
    return page({ title: words.invalid, body: paragraph(words.invalidText), language }, 404);
  }
  return await ANSWERS[purpose]({ request, link, organization, language, words }, context);
}
