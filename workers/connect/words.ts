/** What went wrong, in words for whoever meant to connect their account; `{app}` is the app's name. */
const WORDS: Readonly<Record<string, string>> = {
  denied: "You did not allow the access, so nothing was connected. You can try again.",
  consent_expired: "That took longer than ten minutes. Please try again.",
  provider_mixed_up: "The answer came from somewhere else than you were sent. Please try again.",
  scope_missing: "Something that is needed was left out. Please try again and leave every box ticked.",
  invalid_grant: "The permission was used or expired before it arrived. Please try again.",
  not_json: "The provider gave an answer that could not be read. Please try again in a few minutes.",
  temporarily_unavailable: "The provider does not answer at the moment. Please try again in a few minutes.",
  limit_reached: "The account is busy at the moment. Please try again in a few minutes.",
  breaker_open: "The provider does not answer at the moment. Please try again in a few minutes.",
  unavailable: "This does not work at the moment. Please try again in a few minutes.",
  app_missing: "This is not set up yet. Please tell {app}.",
  oauth_app_missing: "This is not set up yet. Please tell {app}.",
  invalid_client: "The provider does not know this application. Please tell {app}.",
};

const CODE = /^[a-z0-9_]{1,60}$/;

/** Whether a code has words of its own. */
export function hasWords(code: string): boolean {
  return Object.hasOwn(WORDS, code);
}

/** Words for the code of an error; null where there is none. A code without words is named as it is. */
export function wordsOf(code: string | null, app: string): string | null {
  if (code === null) {
    return null;
  }
  const words = hasWords(code) ? WORDS[code] : undefined;
  if (words !== undefined) {
    return words.replace("{app}", app);
  }
  return CODE.test(code) ? `It did not work (${code}). Please try again, or tell ${app}.` : null;
}
