import type { Database } from "../db/client.ts";
import type { Guard } from "../db/queries/jobs.ts";
import { type Id, idFromEvent } from "../ids.ts";
import type { ReceivedMessageEffect } from "../model/effect.ts";
import { languageOfWord, type WordLanguage } from "../policy/keywords.ts";
import { findProvider } from "../providers/registry.ts";

/** To which word somebody is answered: for help, to leave, or to confirm that they want messages. */
export type Answered = "help" | "opt_out" | "subscribed";

/**
 * CTIA Messaging Principles section 5.1: who writes, what it costs, how to get help, how to stop; the confirmation of an
 * opt-out promotes nothing (47 CFR 64.1200(a)(12)).
 */
const ANSWERS: Readonly<Record<Answered, Readonly<Record<WordLanguage, string>>>> = {
  help: {
    en: "{{brand}}:{{contact}} Msg&data rates may apply. Reply STOP to unsubscribe.",
    fr: "{{brand}} :{{contact}} Des frais de messagerie peuvent s'appliquer. Répondez STOP pour vous désabonner.",
    es: "{{brand}}:{{contact}} Pueden aplicarse tarifas de mensajes. Responda STOP para darse de baja.",
    de: "{{brand}}:{{contact}} Es können Kosten anfallen. Antworten Sie STOP, um sich abzumelden.",
    pt: "{{brand}}:{{contact}} Podem aplicar-se custos. Responda STOP para cancelar as mensagens.",
  },
  opt_out: {
    en: "{{brand}}: you are unsubscribed and get no more messages. Reply START to get them again.",
    fr: "{{brand}} : vous êtes désabonné et ne recevrez plus de messages. Répondez START pour en recevoir à nouveau.",
    es: "{{brand}}: se ha dado de baja y no recibirá más mensajes. Responda START para recibirlos de nuevo.",
    de: "{{brand}}: Sie sind abgemeldet und erhalten keine Nachrichten mehr. Mit START erhalten Sie wieder welche.",
    pt: "{{brand}}: a subscrição foi cancelada e não receberá mais mensagens. Responda START para voltar a recebê-las.",
  },
  subscribed: {
    en: "{{brand}}: you are subscribed. Msg frequency varies. Msg&data rates may apply. Reply HELP for help, STOP to cancel.",
    fr: "{{brand}} : vous êtes abonné. Fréquence variable. Des frais peuvent s'appliquer. AIDE pour l'aide, STOP pour arrêter.",
    es: "{{brand}}: está suscrito. La frecuencia varía. Pueden aplicarse tarifas. AYUDA para ayuda, STOP para cancelar.",
    de: "{{brand}}: Sie sind angemeldet. Anzahl der Nachrichten schwankt. Es können Kosten anfallen. HELP für Hilfe, STOP zum Beenden.",
    pt: "{{brand}}: está inscrito. A frequência varia. Podem aplicar-se custos. HELP para ajuda, STOP para cancelar.",
  },
};

interface Asked {
  readonly organizationId: Id<"organization">;
  readonly eventId: Id<"event">;
  readonly provider: string;
  readonly occurredAt: number;
  /** The connection that answers; null where there is none. */
  readonly answering: Id<"connection"> | null;
}

const MAX_ATTEMPTS = 3;
const ALWAYS: Guard = { sql: "true", values: [] };

/**
 * As part of a transaction: a job that answers a word with the organization's name and sender's address, parked as due,
 * so that the sweep queues it; the same event makes it once. It names no channel: who opted out may still ask. Nothing
 * where no connection answers, or it is not active any more.
 * @param guard what must hold in that transaction, or nobody is answered
 */
export function replyStatements(
  { d1 }: Database,
  { channel, from, to, text }: ReceivedMessageEffect,
  { organizationId, eventId, provider, occurredAt, answering }: Asked,
  { answered, guard = ALWAYS }: { readonly answered: Answered; readonly guard?: Guard },
): D1PreparedStatement[] {
  const rule = findProvider(provider)?.channels?.[channel];
  if (rule === undefined || answering === null) {
    return [];
  }
  const words = ANSWERS[answered][languageOfWord(text ?? "")];
  const input = rule.toInput({ channel, to: from, from: to, text: words }, {});
  return [
    d1
      .prepare(
        `insert into jobs (id, org_id, provider, action, connection_id, category, input, priority, status, attempts,
           max_attempts, due_at, attempt_log, created_at)
         select ?1, organizations.id, ?3, ?4, connections.id, 'transactional',
           replace(replace(?5, '{{brand}}', ${inJson("organizations.name")}), '{{contact}}',
             coalesce(' ' || ${inJson("default_from->>'email'")} || '.', '')),
           'high', 'queued', 0, ${MAX_ATTEMPTS}, ?6, '[]', ?6
         from organizations join connections on connections.org_id = organizations.id
         where organizations.id = ?2 and connections.id = ?7 and connections.status = 'active'
           and ${guard.sql}
         on conflict do nothing`,
      )
      .bind(
        idFromEvent("job", eventId),
        organizationId,
        provider,
        rule.action,
        JSON.stringify(input),
        occurredAt,
        answering,
        ...guard.values,
      ),
  ];
}

/** SQL: a text as it stands within a JSON string. */
function inJson(column: string): string {
  return `substr(json_quote(${column}), 2, length(json_quote(${column})) - 2)`;
}
