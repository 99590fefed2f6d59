/**
 * What stands in a rendered message for its reader's own links until it is known who reads it: each name with itself in
 * braces, which no escaping changes.
 */
export const READER_LINKS = {
  unsubscribeUrl: "{{unsubscribeUrl}}",
  preferencesUrl: "{{preferencesUrl}}",
} as const;
