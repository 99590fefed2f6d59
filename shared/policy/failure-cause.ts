/** What a person has to do something about when calls of a connection fail. */
export const FAILURE_CAUSES = ["revoked", "expired", "app_misconfigured", "outage", "in_doubt"] as const;

export type FailureCause = (typeof FAILURE_CAUSES)[number];

const CAUSES: ReadonlyMap<string, FailureCause> = new Map<string, FailureCause>([
  ["expired", "expired"],
  ["in_doubt", "in_doubt"],
  ["app_missing", "app_misconfigured"],
  ["invalid_client", "app_misconfigured"],
  ["refused", "app_misconfigured"],
  ["unreadable", "app_misconfigured"],
  ["not_json", "outage"],
  ["lost", "outage"],
  ["temporarily_unavailable", "outage"],
]);

/** The cause behind the code of a refresh or a call that came to nothing; a provider's own code says that it refuses the credential. */
export function failureCause(code: string): FailureCause {
  return CAUSES.get(code) ?? "revoked";
}
