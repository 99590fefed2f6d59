import { setTimeout as wait } from "node:timers/promises";
import { compose, nextSequence } from "../compose.ts";
import { deliver } from "../deliver.ts";
import type { Sent } from "../dispatch.ts";
import type { JsonObject, Sender } from "../sender.ts";
import type { ProviderApi, ReceiptRules } from "./provider-api.ts";

/** Where a provider's receipts go. */
export interface ReceiptOrder {
  readonly provider: string;
  readonly to: string;
  readonly signingKey: string;
  /** Only for this account's messages; undefined: for all that have no order of their own. */
  readonly account: string | undefined;
  /** In place of the message's own. */
  readonly statuses: readonly string[] | undefined;
  /** Before each receipt. */
  readonly delayMs: number;
}

export interface ReceiptTarget {
  readonly sender: Sender;
  readonly rules: ReceiptRules;
}

export interface Receipts {
  set(order: ReceiptOrder): void;
  list(provider?: string): readonly Omit<ReceiptOrder, "signingKey">[];
  clear(provider?: string): void;
  /** Sends the receipts of a message in the background, in order, where an order asks for them. */
  follow(api: ProviderApi, sender: Sender, message: Message): void;
}

export interface Message {
  readonly account: string;
  readonly action: string;
  readonly object: JsonObject;
}

export interface ReceiptsOptions {
  readonly onSent: (sent: Sent) => void;
  /** Drops what is pending. */
  readonly signal: AbortSignal;
}

export function createReceipts({ onSent, signal }: ReceiptsOptions): Receipts {
  const orders = new Map<string, ReceiptOrder>();
  const keyOf = (provider: string, account?: string) => JSON.stringify([provider, account ?? null]);

  async function send(
    order: ReceiptOrder,
    { sender, rules }: ReceiptTarget,
    { object }: Message,
  ): Promise<void> {
    for (const status of order.statuses ?? rules.statuses(object)) {
      await wait(order.delayMs, undefined, { signal });
      const type = rules.type(status);
      const webhook = await compose(sender, type, {
        url: order.to,
        signingKey: order.signingKey,
        now: Date.now(),
        sequence: nextSequence(),
        overrides: rules.overrides(object),
      });
      const at = new Date().toISOString();
      const answer = await deliver(webhook.request, signal);
      const { url, body } = webhook.request;
      onSent({
        at,
        provider: order.provider,
        type,
        to: url,
        eventId: webhook.draft.id,
        bytes: body.length,
        mischief: null,
        ...answer,
      });
    }
  }

  return {
    set(order) {
      orders.set(keyOf(order.provider, order.account), order);
    },
    list: (provider) =>
      [...orders.values()]
        .filter((order) => provider === undefined || order.provider === provider)
        .map(({ signingKey: _, ...shown }) => shown),
    clear(provider) {
      for (const [key, order] of orders) {
        if (provider === undefined || order.provider === provider) {
          orders.delete(key);
        }
      }
    },
    follow({ provider, receipts: rules }, sender, message) {
      const order = orders.get(keyOf(provider, message.account)) ?? orders.get(keyOf(provider));
      if (rules === undefined || rules.action !== message.action || order === undefined) {
        return;
      }
      // Only the end of the twin rejects: the order was tried out when it was given.
      send(order, { sender, rules }, message).catch(() => undefined);
    },
  };
}
