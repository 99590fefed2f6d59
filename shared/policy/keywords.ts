/** What a word that somebody texts back means at every carrier. */
export type Keyword = "opt_out" | "opt_in" | "help";

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

/** Plain requests to be left alone, which revoke consent as the words do: "any reasonable means". */
const PHRASES = [
  /^(please )?stop (please|it|texting|messaging|sending|contacting)\b/,
  /^(please )?(remove|delete|take) (me|my number)\b/,
  /^(please )?(unsubscribe|opt) (me|out)\b/,
  /^(please )?(do not|dont) (text|message|contact) me\b/,
  /^leave me alone$/,
  /^no more (texts|messages)( please)?$/,
];

/**
 * The keyword that a whole message is, whatever its case, accents and punctuation; null for anything else. A word
 * inside a sentence ("don't stop the music") is none.
 */
export function readKeyword(text: string): Keyword | null {
  const words = wordsOf(text);
  const exact = MEANING.get(words.toUpperCase());
  if (exact !== undefined) {
    return exact;
  }
  const lower = words.toLowerCase();
  return PHRASES.some((phrase) => phrase.test(lower)) ? "opt_out" : null;
}

/** Without accents, punctuation and emoji, its words one space apart. */
function wordsOf(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/[\p{M}'’]/gu, "")
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** Words that agree to what was asked; they mean nothing to who asked nothing. */
const AGREEMENTS: ReadonlySet<string> = new Set(["YES", "Y", "JA", "OUI", "SI", "SIM"]);

/** Whether a whole message agrees, in the languages of the pages. */
export function isYes(text: string): boolean {
  return AGREEMENTS.has(wordsOf(text).toUpperCase());
}
