import { Problem } from "../../../shared/errors.ts";
import { readAddress } from "../../../shared/model/address.ts";
import { type Category, CHANNELS, type Channel } from "../../../shared/model/channel.ts";
import { at } from "../../../shared/model/read.ts";
import type { ProviderDefinition } from "../../../shared/providers/define.ts";
import { invalidField } from "../validation.ts";

/** Whom a job's input addresses, so that suppressions and consents hold for jobs as they do for messages. */
export interface Recipient {
  readonly channel: Channel | null;
  readonly address: string | null;
}

/**
 * Reads the recipient of a job whose action sends a channel's messages: `to` in its input.
 * @throws Problem when the action does not send the channel that was named, or when marketing is meant for nobody that
 * can be named: nobody could say whether they consented
 */
export function recipientOf(
  provider: ProviderDefinition,
  job: {
    readonly action: string;
    readonly input: unknown;
    readonly channel?: Channel | undefined;
    readonly category?: Category | undefined;
  },
): Recipient {
  const sent = CHANNELS.filter((channel) => provider.channels?.[channel]?.action === job.action);
  if (job.channel !== undefined && !sent.includes(job.channel)) {
    throw new Problem(
      "channel_not_supported",
      `${provider.name}'s ${job.action} does not send ${job.channel}.`,
      {
        errors: [{ path: "body.channel", message: "is not what this action sends" }],
      },
    );
  }
  const channel = job.channel ?? (sent.length === 1 ? (sent[0] ?? null) : null);
  const to = at(job.input, "to");
  const address = channel === null || typeof to !== "string" ? null : (readAddress(channel, to)?.key ?? null);
  if (job.category === "marketing" && address === null) {
    throw invalidField(
      "category",
      "marketing names one recipient in the input's `to`; see POST /v1/messages",
    );
  }
  return { channel, address };
}
