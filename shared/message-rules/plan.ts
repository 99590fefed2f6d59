import type { Clock } from "../clock.ts";
import { connectionOfEvent } from "../connections/of-event.ts";
import { openIncident } from "../db/queries/incidents.ts";
import { type AskerFacts, askerFacts } from "../db/queries/message-rule-turns.ts";
import { type MessageRuleRow, messageRulesInForce } from "../db/queries/message-rules.ts";
import type { OrganizationRow } from "../db/queries/organizations.ts";
import { type Id, idTime } from "../ids.ts";
import type { Log } from "../log.ts";
import { readAddress } from "../model/address.ts";
import { oncePerKey } from "../once.ts";
import { findSender, type Sender, type SenderStores } from "../outbox/sender.ts";
import { reasonOf } from "../outbox/templated.ts";
import { ANSWER_EVERY_MS, LATEST_ANSWER_MS, matchMessage } from "../policy/message-rules.ts";
import { findProvider } from "../providers/registry.ts";
import { ADDRESS_MISSING, composeMessage } from "./compose.ts";
import type { MessageOccasion, Occasion } from "./occasion.ts";
import { NOTHING_RULED, type RuledMessage, type RuledPlan, ruledMessage, together } from "./ruled.ts";

export interface RuleStores extends SenderStores {
  readonly clock: Clock;
  readonly log: Log;
}

interface Matched {
  readonly occasion: Occasion;
  readonly rule: MessageRuleRow;
}

/**
 * The messages that rules want sent, by event. The rules are read once, and only where there is an occasion; nothing is
 * read or written for an organization without any.
 */
export async function planRuled(
  occasions: readonly Occasion[],
  stores: RuleStores,
): Promise<ReadonlyMap<Id<"event">, RuledPlan>> {
  const planned = new Map<Id<"event">, RuledPlan>();
  const now = stores.clock();
  const timely = occasions.filter((occasion) => !isLate(occasion, now));
  if (timely.length === 0) {
    return planned;
  }
  const organizationIds = [...new Set(timely.map(({ organizationId }) => organizationId))];
  const rules = Map.groupBy(
    await messageRulesInForce(stores.db, organizationIds),
    (rule) => rule.organizationId,
  );
  const matched = timely.flatMap((occasion): Matched[] => {
    const own = rulesFor(occasion, rules.get(occasion.organizationId) ?? []);
    return own.map((rule) => ({ occasion, rule }));
  });
  const facts = await factsOf(matched, stores);
  const planning: Planning = {
    stores,
    now,
    senders: oncePerKey(),
    connections: oncePerKey(),
    seen: new Set(),
  };
  for (const one of matched) {
    const { eventId } = one.occasion;
    const earlier = planned.get(eventId) ?? NOTHING_RULED;
    try {
      const message = await planOne(one, facts.get(eventId) ?? null, planning);
      planned.set(eventId, together([earlier, message]));
    } catch (failure) {
      // its event alone fails by it, and the others of its batch do not
      planned.set(eventId, { failure });
    }
  }
  return planned;
}

/** What is looked up once for all messages of a batch. */
interface Planning {
  readonly stores: RuleStores;
  readonly now: number;
  readonly senders: ReturnType<typeof oncePerKey<Sender | string>>;
  readonly connections: ReturnType<typeof oncePerKey<Awaited<ReturnType<typeof connectionOfEvent>>>>;
  /** A rule's turns that are planned: it has one with each conversation and user. */
  readonly seen: Set<string>;
}

async function planOne(
  { occasion, rule }: Matched,
  facts: AskerFacts | null,
  { stores, now, senders, connections, seen }: Planning,
): Promise<RuledMessage> {
  const { organizationId, provider, connectionId: own } = occasion;
  const subject = occasion.on === "message.received" ? occasion.thread : occasion.externalId;
  const turn = JSON.stringify([rule.id, provider, subject]);
  const sender = await senders(organizationId, () => reasonOf(() => findSender(organizationId, stores)));
  if (seen.has(turn) || typeof sender === "string" || isRefused(occasion, facts, sender.organization, now)) {
    return NOTHING_RULED;
  }
  seen.add(turn);
  const carries = findProvider(provider)?.channels?.[rule.channel] !== undefined;
  const connection = carries
    ? await connections(JSON.stringify([organizationId, provider, own]), () =>
        connectionOfEvent(stores.db, { organizationId, provider }, { own }),
      )
    : null;
  const composed = await composeMessage(
    sender,
    { rule, occasion, facts, connectionId: connection?.id ?? null },
    now,
  );
  if (!composed.ok) {
    await noteFailure(occasion, rule, composed.reason, stores);
    return NOTHING_RULED;
  }
  return await ruledMessage({ occasion, rule }, composed, stores);
}

/** A rule that can send nothing is its organization's to mend; one without the person's address has nobody to send to. */
async function noteFailure(
  { eventId }: Occasion,
  { organizationId, id: ruleId, name }: MessageRuleRow,
  reason: string,
  { db, clock, log }: RuleStores,
): Promise<void> {
  const [code = reason] = reason.split(":");
  log.warn("message_rules.not_sent", { organizationId, eventId, ruleId, reason: code });
  if (reason !== ADDRESS_MISSING) {
    const message = `"${name}" sent nothing (${reason}). PATCH /v1/message-rules/${ruleId} changes it and ends this incident.`;
    await openIncident(
      db,
      { organizationId, kind: "message_rule_failing", subject: ruleId, message },
      clock(),
    );
  }
}

/** What came in long ago, and is handled only now, is not answered by a machine any more. */
function isLate({ on, eventId }: Occasion, now: number): boolean {
  return on === "message.received" && now - idTime(eventId) > LATEST_ANSWER_MS;
}

/** A message is answered by one rule, a user welcomed by all. */
function rulesFor(occasion: Occasion, rules: readonly MessageRuleRow[]): readonly MessageRuleRow[] {
  const own = rules.filter(({ on }) => on === occasion.on);
  switch (occasion.on) {
    case "message.received": {
      const rule = matchMessage(own, { ...occasion, channel: occasion.thread.channel });
      return rule === null ? [] : [rule];
    }
    case "user.created":
      return own;
  }
}

async function factsOf(
  matched: readonly Matched[],
  { db }: RuleStores,
): Promise<ReadonlyMap<Id<"event">, AskerFacts>> {
  const asked = matched.flatMap(({ occasion, rule }) =>
    occasion.on === "message.received"
      ? [{ eventId: occasion.eventId, thread: occasion.thread, ruleId: rule.id }]
      : [],
  );
  const facts = await askerFacts(db, asked);
  return new Map(
    asked.flatMap(({ eventId }, index) => {
      const known = facts[index];
      return known === undefined ? [] : [[eventId, known]];
    }),
  );
}

/** Whether the organization would answer itself, or has answered lately. */
function isRefused(
  occasion: Occasion,
  facts: AskerFacts | null,
  organization: OrganizationRow,
  now: number,
): boolean {
  return (
    occasion.on === "message.received" &&
    facts !== null &&
    (facts.isOwn ||
      isOwnSender(occasion, organization) ||
      (facts.answeredAt !== null && now - facts.answeredAt < ANSWER_EVERY_MS))
  );
}

function isOwnSender(
  { thread: { channel, contactAddress } }: MessageOccasion,
  { defaultFrom, messageDefaults }: OrganizationRow,
): boolean {
  const own = [defaultFrom?.[channel], channel === "email" ? messageDefaults?.replyTo : undefined];
  return own.some((text) => text !== undefined && readAddress(channel, text)?.key === contactAddress);
}
