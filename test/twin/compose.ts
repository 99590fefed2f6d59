import { randomInt } from "node:crypto";
import { padDraft } from "./payload.ts";
import type { Draft, JsonObject, Sender, UnsignedRequest } from "./sender.ts";

/** A draft with all that is needed to sign it, once or again. */
export interface UnsignedWebhook {
  readonly sender: Sender;
  readonly signingKey: string;
  /** As registered at the provider. */
  readonly url: string;
  readonly draft: Draft;
}

export interface SignedWebhook extends UnsignedWebhook {
  /** What goes over the wire, as a POST. */
  readonly request: UnsignedRequest;
  /** The time in the signature, ms since the epoch. */
  readonly signedAt: number;
}

export interface ComposeOptions {
  readonly url: string;
  readonly signingKey: string;
  /** ms since the epoch */
  readonly now: number;
  readonly sequence: number;
  readonly overrides?: JsonObject | undefined;
  /** Pads the body to this many × 1024 bytes. */
  readonly kilobytes?: number | undefined;
}

/** Signs a webhook as of `now` (ms since the epoch). */
export async function signWebhook(webhook: UnsignedWebhook, now: number): Promise<SignedWebhook> {
  const { sender, signingKey, draft } = webhook;
  const body = sender.embed?.(draft.body, signingKey) ?? draft.body;
  const url = sender.target?.(webhook.url, body, draft.contentType, signingKey) ?? webhook.url;
  const headers = { ...draft.headers, "content-type": draft.contentType };
  const signature = await sender.sign({ url, headers, body }, signingKey, now);
  return {
    ...webhook,
    request: { url, headers: { ...headers, ...signature }, body },
    signedAt: now,
  };
}

/** Makes and signs one webhook. @throws TwinError for an unknown type or an unusable key */
export function compose(sender: Sender, type: string, options: ComposeOptions): Promise<SignedWebhook> {
  const { now, sequence, overrides, kilobytes, url, signingKey } = options;
  const draft = sender.make(type, { now, sequence, overrides });
  const padded = kilobytes === undefined ? draft : padDraft(draft, kilobytes);
  return signWebhook({ sender, signingKey, url, draft: padded }, now);
}

let sequence = randomInt(2 ** 40);

/** A number that no other webhook of this process has, and no other process is likely to have. */
export function nextSequence(): number {
  sequence += 1;
  return sequence;
}
