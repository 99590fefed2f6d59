import { keywordOf } from "./keywords.ts";

/** How a text tells its reader to answer with a word, in the languages of the pages, and what the word is for. */
const COMMAND =
  /(?<![\p{L}])(?:reply|respond|text|send|antworten sie|senden sie|répondez|envoyez|responda|responde|envíe|envia|rispondi|invia|antwoord|stuur)(?: with| mit| par| con| com| met)?[\s:"'“”«»‘’]+([\p{L}-]+(?: (?:all|out))?)["'“”«»‘’]*([^.!?\n]*)/giu;

/** What the word does at every carrier: it ends messages. */
const ENDS_MESSAGES =
  /\b(?:opt[ -]?out|unsubscribe|messages?|msgs?|texts?|alerts?|abmelden|abbestellen|nachrichten|vous désabonner|vous désinscrire|darse de baja|mensajes|mensagens|disiscriver\w*|messaggi|afmelden|berichten)\b/iu;

/** The shortest form of the same: "Reply STOP to cancel". */
const ENDS =
  /^\s*(?:to|zum|pour|para|per|om)?\s*(?:cancel|end|stop|quit|beenden|arrêter|cancelar|annullare)?\s*$/iu;

/**
 * The words that a text gives its reader as commands although they opt out at every carrier: "Reply CANCEL to cancel
 * this booking" would end all messages instead. "Reply STOP to unsubscribe" is none. Each once, as the text has it.
 */
export function optOutCommands(text: string): string[] {
  const commands = [...text.matchAll(COMMAND)].filter(
    ([, word = "", purpose = ""]) =>
      keywordOf("sms", word) === "opt_out" && !ENDS.test(purpose) && !ENDS_MESSAGES.test(purpose),
  );
  return [...new Set(commands.map(([, word = ""]) => word))];
}
