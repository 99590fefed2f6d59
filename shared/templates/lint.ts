import { keywordOf } from "../policy/keywords.ts";

/** How a text tells its reader to send a word back, in the languages of the pages; then the word, then its purpose. */
const COMMAND =
  /(?<!\p{L})(?:(reply|respond|answer|antworten sie|répondez|responda|responde|rispondi|antwoord)|text|send|type|senden sie|envoyez|envíe|envia|invia|stuur)(?:\s+(?:with|mit|par|con|com|met))?[\s:]+(["'“”«»‘’*]\s*)?(\p{L}{3,}(?:\s(?:all|out)\b)?)["'“”«»‘’*]*(?=([^.!?\n]*))/giu;

/** Where the purpose of one command ends and the next begins; a comma before a German "um" does not end it. */
const CLAUSE = /[,;](?!\s*um\b)|(?<!\p{L})(?:or|and|oder|und|ou|et|o|y|e|of|en)(?!\p{L})/u;

/** The purposes of an opt-out: none said, to end, or to end messages. "To cancel your booking" is another. */
const ENDING =
  /^\s*(?:(?:to|for|zum|pour|para|per|om)\s+(?:cancel|end|stop|quit|beenden|arrêter|cancelar|annullare)(?:\s+(?:at|any|from)\s.*)?)?\s*$/iu;
const OF_MESSAGES =
  /(?<!\p{L})(?:opt[ -]?out|unsubscribe|messages?|msgs?|texts?|sms|alerts?|notifications?|updates|subscription|them|abmelden|abbestellen|nachrichten|désabonner|désinscrire|darse de baja|mensajes|mensagens|disiscriver\p{L}*|messaggi|afmelden|berichten)(?!\p{L})/iu;

/**
 * Words that a text has people send back as a command although carriers take them for an opt-out: who answers CANCEL
 * to cancel a booking gets no message any more, the next reminder included. After other verbs than "reply", capitals or
 * quotes are what tells a command. Each once, as the text has it. 47 CFR 64.1200(a)(10).
 */
export function misusedOptOuts(text: string): string[] {
  const misused = [...text.matchAll(COMMAND)].flatMap(([, asksForReply, quote, word = "", purpose = ""]) => {
    const isCommand = asksForReply !== undefined || quote !== undefined || word === word.toUpperCase();
    const [clause = ""] = purpose.split(CLAUSE);
    return isCommand &&
      keywordOf("sms", word) === "opt_out" &&
      !ENDING.test(clause) &&
      !OF_MESSAGES.test(clause)
      ? [word]
      : [];
  });
  return [...new Set(misused)];
}
