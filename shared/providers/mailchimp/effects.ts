import type { Effect, SuppressionEffect } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, nameOf } from "../../model/read.ts";

type Reason = SuppressionEffect["reason"];

const UNSUBSCRIBED_BY_REASON: ReadonlyMap<string, Reason> = new Map([
  ["manual", "unsubscribe"],
  ["abuse", "complaint"],
]);

const CLEANED_BY_REASON: ReadonlyMap<string, Reason> = new Map([
  ["hard", "bounce"],
  ["abuse", "complaint"],
]);

function reasonOf(type: string, data: unknown): Reason | undefined {
  const reason = nameOf(at(data, "reason")) ?? "";
  if (type === "cleaned") {
    return CLEANED_BY_REASON.get(reason);
  }
  // whoever is deleted from an audience did not say so themselves, unless by a complaint
  const isOwnWill = at(data, "action") === "unsub" || reason === "abuse";
  return type === "unsubscribe" && isOwnWill ? UNSUBSCRIBED_BY_REASON.get(reason) : undefined;
}

/** https://mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks/ */
export function effects({ type, data: form }: ProviderEvent): readonly Effect[] {
  const data = at(form, "data");
  const reason = reasonOf(type, data);
  const address = nameOf(at(data, "email"));
  return reason === undefined || address === null
    ? []
    : [{ kind: "suppression", channel: "email", address, reason }];
}
