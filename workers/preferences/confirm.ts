import { comeBackStatements } from "../../shared/consents/come-back.ts";
import { consentStatements, ownStatement } from "../../shared/db/queries/consents.ts";
import { contactStates } from "../../shared/db/queries/contact-states.ts";
import { newId } from "../../shared/ids.ts";
import { maskAddress } from "../../shared/model/address.ts";
import { DEFAULT_TOPIC } from "../../shared/model/consent.ts";
import { confirmedKind, deriveConsent, requestOf } from "../../shared/policy/consent-state.ts";
import type { Context } from "../context.ts";
import { button, form, page, paragraph } from "./page.ts";
import type { Visit } from "./visit.ts";

/** Double opt-in: the POST of the page confirms what was asked for, once; a GET, which scanners make, does not. */
export async function answerConfirm(visit: Visit, { db, clock }: Context): Promise<Response> {
  const { request, link, organization, language, words } = visit;
  const { organizationId, channel, address, topic } = link;
  const point = { organizationId, channel, address };
  const now = clock();
  const [state] = await contactStates(db, [point]);
  const consents = state?.consents ?? [];
  const about = topic ?? DEFAULT_TOPIC;
  const requested = requestOf(consents, about);
  if (requested === null) {
    const done = deriveConsent(consents, { topic: about, channel, now }).status === "granted";
    const body = paragraph(done ? words.confirmed : words.invalidText, "status");
    return page({ title: done ? words.confirm : words.invalid, body, language }, done ? 200 : 404);
  }
  if (request.method !== "POST") {
    const body = `${paragraph(words.confirmQuestion(organization.name, address))}${form(button(words.confirm))}`;
    return page({ title: words.confirm, body, language });
  }
  const granted = ownStatement({
    ...point,
    ...(topic === null ? {} : { topic }),
    id: newId("consent", now),
    status: "granted",
    source: "double_opt_in",
    kind: confirmedKind(requested.kind),
    jurisdiction: requested.jurisdiction,
    evidence: JSON.stringify({
      shown: words.confirmQuestion(organization.name, maskAddress(address)),
      language,
    }),
    at: now,
  });
  await db.d1.batch([...consentStatements(db, [granted]), ...comeBackStatements(db, granted, now)]);
  return page({ title: words.confirm, body: paragraph(words.confirmed, "status"), language });
}
