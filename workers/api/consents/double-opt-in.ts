import { DAY_MS } from "../../../shared/clock.ts";
import { confirmationIn } from "../../../shared/consents/confirmation.ts";
import { linkFor } from "../../../shared/consents/links.ts";
import type { ConsentRow } from "../../../shared/db/queries/consents.ts";
import { contactStates } from "../../../shared/db/queries/contact-states.ts";
import type { NewJob } from "../../../shared/db/queries/jobs.ts";
import { findOrganization } from "../../../shared/db/queries/organizations.ts";
import { Problem } from "../../../shared/errors.ts";
import { DEFAULT_TOPIC, MARKETING } from "../../../shared/model/consent.ts";
import { originOf } from "../../../shared/outbox/unsubscribe.ts";
import { deriveConsent, isEndedByOwner, isEurope } from "../../../shared/policy/consent-state.ts";
import type { Context } from "../../context.ts";
import { acceptMessage } from "../messages/accept.ts";
import { invalidField } from "../validation.ts";

const CONFIRM_WITHIN_MS = 7 * DAY_MS;
/** A person is asked, and reminded once. */
const MAX_REQUESTS = 2;
const REQUESTS_WITHIN_MS = 30 * DAY_MS;

/**
 * Whether grants take a double opt-in unless it is said otherwise: in Europe, where it is the accepted proof of what a
 * person agreed to by themselves, and who has proven it is not asked again.
 */
export async function isAskedByDefault(
  rows: readonly ConsentRow[],
  { db, clock }: Pick<Context, "db" | "clock">,
): Promise<boolean> {
  if (!rows.every(isAskedTwice)) {
    return false;
  }
  const now = clock();
  const states = await contactStates(db, rows);
  return rows.some(({ topic, channel }, index) => {
    const consents = states[index]?.consents ?? [];
    return deriveConsent(consents, { topic: topic ?? DEFAULT_TOPIC, channel, now }).status !== "granted";
  });
}

/** Customers' soft opt-in (article 13(2) ePrivacy Directive) takes none. */
function isAskedTwice({ status, purpose, actor, basis, kind, channel, jurisdiction }: ConsentRow): boolean {
  return (
    status === "granted" &&
    purpose === MARKETING &&
    actor === "subject" &&
    basis === "consent" &&
    kind !== "soft_opt_in" &&
    (channel === "email" || channel === "sms") &&
    isEurope(jurisdiction)
  );
}

/**
 * Turns grants into requests, each with the message in which the person confirms it: a link in a mail, YES in an SMS.
 * @throws Problem where the channel has no such message, nothing carries it, the person was asked often enough, or somebody
 * else wants them asked for what they withdrew
 */
export async function requestConfirmation(
  rows: readonly ConsentRow[],
  locale: string | null,
  context: Context,
): Promise<{ readonly rows: ConsentRow[]; readonly jobs: NewJob[] }> {
  const now = context.clock();
  const known = await contactStates(context.db, rows);
  const isAskedOut = known.some(
    ({ consents }) =>
      consents.filter(({ status, at }) => status === "requested" && at > now - REQUESTS_WITHIN_MS).length >=
      MAX_REQUESTS,
  );
  if (isAskedOut) {
    throw new Problem(
      "conflict",
      "The person was asked twice in 30 days and did not confirm. Ask them no more.",
    );
  }
  const isOver = rows.some(
    ({ actor, topic }, index) =>
      actor !== "subject" && isEndedByOwner(known[index]?.consents ?? [], topic ?? DEFAULT_TOPIC),
  );
  if (isOver) {
    throw new Problem("conflict", "The person withdrew it themselves: they are asked only where they ask.");
  }
  const jobs: NewJob[] = [];
  for (const row of rows) {
    jobs.push(await ask(row, locale, context));
  }
  return { rows: rows.map((row) => ({ ...row, status: "requested", at: now })), jobs };
}

async function ask(row: ConsentRow, locale: string | null, context: Context): Promise<NewJob> {
  const { organizationId, channel, address, topic } = row;
  if (row.status !== "granted" || row.purpose !== MARKETING || (channel !== "email" && channel !== "sms")) {
    throw invalidField("doubleOptIn", "confirms consents to marketing that are granted by email or SMS");
  }
  const brand = (await findOrganization(context.db, organizationId))?.name ?? "";
  const words = confirmationIn(locale);
  const sending = { to: address, category: "transactional", priority: "high" } as const;
  if (channel === "sms") {
    return await acceptMessage(organizationId, { ...sending, channel, text: words.sms(brand) }, context);
  }
  const expiresAt = context.clock() + CONFIRM_WITHIN_MS;
  const url = await linkFor({ vault: context.vault, origin: originOf(context) }, "confirm", {
    organizationId,
    channel,
    address,
    topic,
    expiresAt,
  });
  const text = words.email(brand, url);
  return await acceptMessage(
    organizationId,
    { ...sending, channel, subject: words.subject(brand), text },
    context,
  );
}
