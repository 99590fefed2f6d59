import type { Outcome } from "../../model/outcome.ts";
import { at, nameOf } from "../../model/read.ts";
import type { ProviderAnswer } from "../action.ts";

/** Answers 403 with which the account, the key or the data centre is no longer what it was. */
const OVER: ReadonlySet<string> = new Set(["User Disabled", "Forbidden", "WrongDatacenter", "APIKeyRevoked"]);

/** Statuses whose meaning stands however the problem is titled. */
const BY_STATUS: ReadonlySet<number> = new Set([401, 408, 425, 429]);

/**
 * Reads a problem by its title: `Member Exists`, `Member In Compliance State` (who left by themselves can only be asked
 * again), `Forgotten Email Not Subscribed` (deleted for good). https://mailchimp.com/developer/marketing/docs/errors/
 */
export function classify({ status, body }: ProviderAnswer): Outcome | null {
  if (status < 400 || status >= 500 || BY_STATUS.has(status)) {
    return null;
  }
  const title = nameOf(at(body, "title"));
  if (title === null) {
    return status === 403 ? overloaded : null;
  }
  const kind = status === 403 && OVER.has(title) ? "reauthorise" : "refused";
  return { kind, code: title, message: messageOf(title, body) };
}

/** Under load Mailchimp's edge answers 403 without a problem in it. */
const overloaded: Outcome = {
  kind: "throttle",
  code: "http_403",
  message: "Mailchimp answered 403 without saying why, as it does under load.",
  retryAfterMs: null,
};

function messageOf(title: string, body: unknown): string {
  const fault = at(body, "errors", 0);
  const field = nameOf(at(fault, "field"));
  const said = nameOf(at(fault, "message"));
  const first =
    said === null ? null : [field, said].filter((part) => part !== null && part !== "").join(": ");
  return [nameOf(at(body, "detail")) ?? title, first].filter((part) => part !== null).join(" ");
}
