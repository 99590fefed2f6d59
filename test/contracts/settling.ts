import { describe, expect, it } from "vitest";
import type { Effect, Engagement, MessageStatus, SuppressionEffect } from "../../shared/model/effect.ts";
import type { ProviderDefinition } from "../../shared/providers/define.ts";

/** What a provider's report settles: a message's status and what was done with it, and who is written to no more. */
interface Row {
  readonly says: string;
  /** As the vendor's page or tests show it; an object is sent as JSON, a text as a form. */
  readonly body: unknown;
  readonly effects: readonly Effect[];
}

function effectsOf({ webhook }: ProviderDefinition, body: unknown): readonly Effect[] {
  const isForm = typeof body === "string";
  const events =
    webhook?.events({
      contentType: isForm ? "application/x-www-form-urlencoded" : "application/json",
      headers: new Headers(),
      url: new URL("https://hooks.example.com/webhooks/x/ep_1"),
      bytes: new TextEncoder().encode(isForm ? body : JSON.stringify(body)),
      receivedAt: Date.UTC(2026, 0, 1),
    }) ?? [];
  return events.flatMap((event) => webhook?.effects?.(event) ?? []);
}

export function settles(provider: ProviderDefinition, rows: readonly Row[]): void {
  describe(`what ${provider.name} reports`, () => {
    it.each(rows.map((row) => [row.says, row] as const))("settles: %s", (_, { body, effects }) => {
      expect(effectsOf(provider, body)).toEqual(effects);
    });
  });
}

export const status = (externalId: string, is: MessageStatus, errorCode: string | null = null): Effect => ({
  kind: "message.status",
  externalId,
  status: is,
  errorCode,
});
export const engaged = (externalId: string, engagement: Engagement): Effect => ({
  kind: "message.engaged",
  externalId,
  engagement,
});
export const ended = (
  address: string,
  reason: SuppressionEffect["reason"],
  channel: SuppressionEffect["channel"] = "email",
): Effect => ({ kind: "suppression", channel, address, reason });
