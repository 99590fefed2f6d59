/** What of the messages to an address has ended; the second holds the first. */
export const OPT_OUT_SCOPES = ["marketing", "everything"] as const;
export type OptOutScope = (typeof OPT_OUT_SCOPES)[number];
