import { sealLink } from "../../shared/consents/tokens.ts";
import { contactStates } from "../../shared/db/queries/contact-states.ts";
import { isEndedByOwner } from "../../shared/policy/consent-state.ts";
import { escapeHtml } from "../../shared/templates/escape-html.ts";
import type { Context } from "../context.ts";
import { button, form, page, paragraph } from "./page.ts";
import { topicName } from "./topics.ts";
import type { Visit } from "./visit.ts";
import { hasLeft, withdrawStatements } from "./withdraw.ts";

/**
 * RFC 8058: a POST unsubscribes at once, whatever its body, again and again; a GET shows the page that posts. The token
 * of a message about a topic ends that topic, any other all marketing to the address.
 */
export async function answerUnsubscribe(visit: Visit, context: Context): Promise<Response> {
  const { request, link, organization, language, words } = visit;
  const more = `<p><a href="${escapeHtml(await preferencesPath(visit, context))}">${escapeHtml(words.preferences)}</a></p>`;
  if (request.method !== "POST") {
    const topic = link.topic === null ? "" : paragraph(words.topicOnly(topicName(link.topic, words)));
    const body = `${paragraph(words.question(organization.name, link.address))}${topic}${form(button(words.unsubscribe))}${more}`;
    return page({ title: words.unsubscribe, body, language });
  }
  await unsubscribe(visit, context);
  const done = words.done(organization.name, link.address);
  const body = `${paragraph(done, "status")}${paragraph(words.stillSent)}${more}`;
  return page({ title: words.unsubscribed, body, language });
}

async function unsubscribe({ link }: Visit, { db, clock }: Context): Promise<void> {
  const now = clock();
  const { organizationId, channel, address, topic } = link;
  const [state] = await contactStates(db, [{ organizationId, channel, address }]);
  const isDone =
    state !== undefined && (topic === null ? hasLeft(state) : isEndedByOwner(state.consents, topic));
  if (!isDone) {
    await db.d1.batch(withdrawStatements(db, link, { topic, source: "unsubscribe_link", now }));
  }
}

async function preferencesPath({ link }: Visit, { vault }: Context): Promise<string> {
  return `/preferences/${await sealLink(vault, { ...link, expiresAt: null }, "preferences")}`;
}
