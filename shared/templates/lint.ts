import { keywordOf } from "../policy/keywords.ts";

/** "Reply CANCEL to …", "text STOP for …": the word, and what follows up to the end of the sentence. */
const COMMAND =
  /\b(?:[Rr]eply|[Rr]espond|[Aa]nswer|[Tt]ext|[Ss]end|[Tt]ype)\s+(?:with\s+)?["'“‘*]?(\p{Lu}{3,})["'”’*]?(?=([^.!?\n]*))/gu;

/** The purpose of an opt-out: to end messages, or nothing said. "To cancel your booking" is another. */
const OPTING_OUT =
  /^\s*(?:$|[,;]|(?:or|and)\b|(?:to|for|and)\s+(?:stop|opt[- ]?out|unsubscribe|end|quit|cancel)\s*(?:$|[,;]|(?:or|and|at|any|from)\b|(?:[a-z]+\s+){0,3}(?:messages?|texts?|sms|alerts?|notifications?|subscription|updates|them)\b))/i;

/**
 * Words that the text has people send back as a command although carriers take them for an opt-out: who answers CANCEL
 * to cancel a booking gets no message any more, the next reminder included. Upper case is what tells a command.
 * 47 CFR 64.1200(a)(10).
 */
export function misusedOptOuts(text: string): string[] {
  return [...text.matchAll(COMMAND)].flatMap(([, word = "", purpose = ""]) =>
    keywordOf("sms", word) === "opt_out" && !OPTING_OUT.test(purpose) ? [word] : [],
  );
}
