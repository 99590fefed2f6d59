import type { Channel } from "../model/channel.ts";
import type { Keyword, ReceivedMessageEffect } from "../model/effect.ts";

/**
 * 47 CFR 64.1200(a)(10) names stop, quit, end, revoke, opt out, cancel and unsubscribe; carriers add the others, CTIA
 * the ones in other languages.
 */
const WORDS: Readonly<Record<Keyword, readonly string[]>> = {
  opt_out: [
    "STOP",
    "STOPALL",
    "STOP ALL",
    "UNSUBSCRIBE",
    "CANCEL",
    "END",
    "QUIT",
    "REVOKE",
    "OPTOUT",
    "OPT OUT",
    "ARRET",
    "ARRETE",
    "ALTO",
    "PARAR",
    "BASTA",
    "NO MAS",
    "STOPP",
    "ABMELDEN",
  ],
  opt_in: ["START", "UNSTOP", "SUBSCRIBE"],
  help: ["HELP", "INFO", "AIDE", "AYUDA"],
};

const MEANING: ReadonlyMap<string, Keyword> = new Map(
  (Object.keys(WORDS) as Keyword[]).flatMap((keyword) => WORDS[keyword].map((word) => [word, keyword])),
);

/** Channels whose people stop messages with a word; on the others a word is a word. */
const WITH_KEYWORDS: ReadonlySet<Channel> = new Set(["sms", "whatsapp"]);

/** Politeness and haste around a request change nothing of it. */
const BEFORE =
  /^(?:(?:please|pls|plz|kindly|hi|hello|hey|ok|okay|just|(?:can|could|would|will) you|i (?:want|wish|need|would like|d like)(?: you)? to|id like(?: you)? to) )+/;
const AFTER =
  /(?: (?:please|pls|plz|por favor|now|already|immediately|right away|asap|today|thanks|thank you|gracias))+$/;
/** One word again and again. */
const REPEATED = /^(\S+)(?: \1)+$/;

/**
 * Plain requests to be left alone revoke consent as the words do: "any reasonable means" (47 CFR 64.1200(a)(10), in
 * force since April 2025).
 */
const PHRASES = [
  /^stop (it|all|texting|messaging|sending|contacting|calling|emailing|writing|bothering|spamming|harassing)\b/,
  /^stop (with )?(the |these |your |any |receiving |getting )*(texts?|messages?|msgs|calls?|sms|spam)\b/,
  /^stop (receiving|getting)\b/,
  /^(remove|delete|take) (me|my (phone |mobile |cell )?number)\b/,
  /^(unsubscribe|opt) (me|out)\b/,
  /^unsubscribe from\b/,
  /^(do not|dont|never|no longer) (text|message|contact|call|send|write)( to)? me\b/,
  /^(do not|dont) (text|message|contact|call) (this|my) number\b/,
  /^(do not|dont) (send|text|message) (me )?(anything|any more|anymore)\b/,
  /^(leave me alone|lose my number|not interested stop)$/,
  /^no more( (texts?|messages?|msgs|calls?|sms|spam))?$/,
  /^(no mas|basta de) (mensajes?|textos?|sms|llamadas?)$/,
  /^(revoke|withdraw) (my )?consent\b/,
];

/** Whether words that people send back on a channel are commands there. */
export function takesKeywords(channel: Channel): boolean {
  return WITH_KEYWORDS.has(channel);
}

/** What a message on a channel means beyond its words; null for most, and for all where words mean nothing more. */
export function keywordOf(channel: Channel, text: string | null): Keyword | null {
  return takesKeywords(channel) ? readKeyword(text ?? "") : null;
}

/** What a message means where its provider may know words of the account's own: whoever reads an opt-out is right. */
export function meaningOf({
  channel,
  text,
  handledAs,
}: Pick<ReceivedMessageEffect, "channel" | "text" | "handledAs">): Keyword | null {
  const read = keywordOf(channel, text);
  return read === "opt_out" || !takesKeywords(channel) ? read : (handledAs ?? read);
}

/**
 * The keyword that a whole message is, whatever its case, accents and punctuation; null for anything else. A word
 * inside a sentence ("don't stop the music") is none.
 */
function readKeyword(text: string): Keyword | null {
  const words = wordsOf(text);
  const exact = MEANING.get(words.toUpperCase());
  if (exact !== undefined) {
    return exact;
  }
  const request = words
    .toLowerCase()
    .slice(0, LONGEST_REQUEST)
    .replace(BEFORE, "")
    .replace(AFTER, "")
    .replace(REPEATED, "$1");
  const asksToStop =
    MEANING.get(request.toUpperCase()) === "opt_out" || PHRASES.some((phrase) => phrase.test(request));
  return asksToStop ? "opt_out" : null;
}

/** Where an email's own words end: at what it quotes, a signature, or the note of the app that sent it. */
const END_OF_OWN_WORDS =
  /^(?:>|--\s*$|-{3,}|_{5,}|On .+|Am .+ schrieb.*|Le .+ a écrit.*|El .+ escribió.*|(?:From|Von|De): .+|Sent from .+)/;
/** Paragraphs of an email in which a plain request to be left alone stands: the second follows a greeting. */
const FIRST_PARAGRAPHS = 2;
const FIRST_CHARACTERS = 2_000;

/**
 * Whether a message on a channel without commands is plainly a request to be left alone, which ends marketing there all
 * the same. Of an email its beginning counts, and its subject where it says nothing.
 */
export function asksToLeave({
  channel,
  subject,
  text,
}: Pick<ReceivedMessageEffect, "channel" | "subject" | "text">): boolean {
  switch (channel) {
    case "instagram":
      return readKeyword(text ?? "") === "opt_out";
    case "email":
      return beginningOf(text?.trim() ? text : (subject ?? "")).some(
        (paragraph) => readKeyword(paragraph) === "opt_out",
      );
    default:
      return false;
  }
}

function beginningOf(text: string): readonly string[] {
  const lines = text
    .slice(0, FIRST_CHARACTERS)
    .split(/\r?\n/)
    .map((line) => line.trim());
  const end = lines.findIndex((line) => END_OF_OWN_WORDS.test(line));
  return lines
    .slice(0, end === -1 ? lines.length : end)
    .join("\n")
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim() !== "")
    .slice(0, FIRST_PARAGRAPHS);
}

/** Within other words these may end messages, or an appointment, or nothing: who reads them knows. */
const DOUBTFUL =
  /(?:^| )(?:STOP|STOPP|STOPALL|UNSUBSCRIBE|CANCEL|QUIT|REVOKE|OPT ?OUT|ARRET|ARRETE|ARRETEZ|BASTA|PARAR|NO MAS|ABMELDEN)(?: |$)/;

/** Whether a message that is no keyword may still mean to opt out: somebody is to read it, and marketing waits meanwhile. */
export function isDoubtful(channel: Channel, text: string | null): boolean {
  return takesKeywords(channel) && DOUBTFUL.test(wordsOf(text ?? "").toUpperCase());
}

/**
 * The words that carriers know by themselves in SMS: they answer them, and block the sender for those that opt out.
 * https://help.twilio.com/articles/223134027
 */
const OF_CARRIERS: ReadonlySet<string> = new Set([
  "STOP",
  "STOPALL",
  "UNSUBSCRIBE",
  "CANCEL",
  "END",
  "QUIT",
  "REVOKE",
  "OPTOUT",
  "HELP",
  "INFO",
]);

/** Whose words nobody answers but its owner: https://support.twilio.com/hc/en-us/articles/223181748 */
const SHORT_CODE = /^\d{3,8}$/;

/** Whether the carrier answers a word by itself, so that a second answer would be one too many. */
export function isAnsweredByCarrier({
  channel,
  text,
  to,
  handledAs,
}: Pick<ReceivedMessageEffect, "channel" | "text" | "to" | "handledAs">): boolean {
  const isItsWord = channel === "sms" && OF_CARRIERS.has((text ?? "").trim().toUpperCase());
  return handledAs !== undefined || (isItsWord && !SHORT_CODE.test(to));
}

/** Characters in which a request to be left alone begins and ends. */
const LONGEST_REQUEST = 200;

/** Without accents, punctuation and emoji, its words one space apart. */
export function wordsOf(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/[\p{M}'’]/gu, "")
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** The languages in which words are answered. */
export type WordLanguage = "en" | "fr" | "es" | "de" | "pt";

const LANGUAGE_OF: ReadonlyMap<string, WordLanguage> = new Map([
  ...["ARRET", "ARRETE", "AIDE", "OUI"].map((word) => [word, "fr"] as const),
  ...["ALTO", "PARAR", "BASTA", "NO MAS", "AYUDA", "SI"].map((word) => [word, "es"] as const),
  ...["STOPP", "ABMELDEN", "JA"].map((word) => [word, "de"] as const),
  ["SIM", "pt"],
]);

/** The language of a word that is answered; English where it tells none. */
export function languageOfWord(text: string): WordLanguage {
  return LANGUAGE_OF.get(wordsOf(text).toUpperCase()) ?? "en";
}

/** Words that agree to what was asked; they mean nothing to who asked nothing. */
const AGREEMENTS: ReadonlySet<string> = new Set(["YES", "Y", "JA", "OUI", "SI", "SIM"]);

/** Whether a whole message agrees, in the languages of the pages. */
export function isYes(text: string): boolean {
  return AGREEMENTS.has(wordsOf(text).toUpperCase());
}
