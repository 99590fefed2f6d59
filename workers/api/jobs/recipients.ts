import { Problem } from "../../../shared/errors.ts";
import { type Category, CHANNELS, type Channel } from "../../../shared/model/channel.ts";
import { addressesIn } from "../../../shared/outbox/recipients.ts";
import type { ProviderDefinition } from "../../../shared/providers/define.ts";
import { invalidField } from "../validation.ts";

/** Whom a job's input addresses, so that suppressions and consents hold for jobs as they do for messages. */
export interface Recipients {
  readonly channel: Channel | null;
  /** Normalised. */
  readonly addresses: readonly string[];
}

/**
 * Reads the recipients of a job whose action sends a channel's messages.
 * @throws Problem when the action does not send the channel that was named, or when marketing is not meant for exactly
 * one address: a job keeps one, whose consent is asked for once more before it is sent
 */
export function recipientsOf(
  provider: ProviderDefinition,
  job: {
    readonly action: string;
    readonly input: unknown;
    readonly channel?: Channel | undefined;
    readonly category?: Category | undefined;
  },
): Recipients {
  const sent = CHANNELS.filter((channel) => {
    const rule = provider.channels?.[channel];
    return rule?.action === job.action || rule?.also?.includes(job.action) === true;
  });
  if (job.channel !== undefined && !sent.includes(job.channel)) {
    const detail = `${provider.name}'s ${job.action} does not send ${job.channel}.`;
    throw new Problem("channel_not_supported", detail, {
      errors: [{ path: "body.channel", message: "is not what this action sends" }],
    });
  }
  const channel = job.channel ?? (sent.length === 1 ? (sent[0] ?? null) : null);
  const addresses = channel === null ? [] : addressesIn(job.input, channel);
  if (job.category === "marketing" && addresses.length !== 1) {
    throw invalidField("category", "marketing goes to one address a job, in the input's `to`");
  }
  return { channel, addresses };
}
