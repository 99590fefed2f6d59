import type { Database } from "../db/client.ts";
import { type Id, idFromEvent } from "../ids.ts";
import type { ReceivedMessageEffect } from "../model/effect.ts";
import { findProvider } from "../providers/registry.ts";

/** CTIA Messaging Principles section 5.1.2: who writes, what it costs, how to stop; by the word that asked. */
const ANSWERS = {
  en: "{{brand}}:{{contact}} Msg&data rates may apply. Reply STOP to unsubscribe.",
  fr: "{{brand}} :{{contact}} Des frais de messagerie peuvent s'appliquer. Répondez STOP pour vous désabonner.",
  es: "{{brand}}:{{contact}} Pueden aplicarse tarifas de mensajes. Responda STOP para darse de baja.",
} as const;

function answerTo(text: string | null): string {
  switch (text?.trim().toUpperCase().slice(0, 4)) {
    case "AIDE":
      return ANSWERS.fr;
    case "AYUD":
      return ANSWERS.es;
    default:
      return ANSWERS.en;
  }
}

interface Asked {
  readonly organizationId: Id<"organization">;
  readonly eventId: Id<"event">;
  readonly provider: string;
  readonly occurredAt: number;
}

const MAX_ATTEMPTS = 3;

/**
 * As part of a transaction: a job that answers HELP with the organization's name and sender's address, parked as due, so
 * that the sweep queues it; the same event makes it once. It names no channel: who opted out may still ask. Nothing where
 * the organization has not exactly one active connection of the provider.
 */
export function helpReplyStatements(
  { d1 }: Database,
  { channel, from, to, text }: ReceivedMessageEffect,
  { organizationId, eventId, provider, occurredAt }: Asked,
): D1PreparedStatement[] {
  const rule = findProvider(provider)?.channels?.[channel];
  if (rule === undefined) {
    return [];
  }
  const input = rule.toInput({ channel, to: from, from: to, text: answerTo(text) }, {});
  return [
    d1
      .prepare(
        `insert into jobs (id, org_id, provider, action, connection_id, category, input, priority, status, attempts,
           max_attempts, due_at, attempt_log, created_at)
         select ?1, organizations.id, ?3, ?4, min(connections.id), 'transactional',
           replace(replace(?5, '{{brand}}', ${inJson("organizations.name")}), '{{contact}}',
             coalesce(' ' || ${inJson("default_from->>'email'")} || '.', '')),
           'high', 'queued', 0, ${MAX_ATTEMPTS}, ?6, '[]', ?6
         from organizations join connections on connections.org_id = organizations.id
         where organizations.id = ?2 and connections.provider = ?3 and connections.status = 'active'
         group by organizations.id having count(*) = 1
         on conflict do nothing`,
      )
      .bind(
        idFromEvent("job", eventId),
        organizationId,
        provider,
        rule.action,
        JSON.stringify(input),
        occurredAt,
      ),
  ];
}

/** SQL: a text as it stands within a JSON string. */
function inJson(column: string): string {
  return `substr(json_quote(${column}), 2, length(json_quote(${column})) - 2)`;
}
