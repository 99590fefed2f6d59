import { Problem } from "../../../shared/errors.ts";
import { addressForm } from "../../../shared/model/address.ts";
import { type Category, CHANNELS, type Channel } from "../../../shared/model/channel.ts";
import { at } from "../../../shared/model/read.ts";
import { addressesIn, unreadableIn } from "../../../shared/outbox/recipients.ts";
import type { ChannelRule } from "../../../shared/providers/channel-rule.ts";
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
 * @throws Problem when the action does not send the channel that was named, when a recipient is no address of it, or
 * when marketing is not meant for exactly one address, whose own link to unsubscribe it has, or for a time at the provider
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
  const rule = channel === null ? undefined : provider.channels?.[channel];
  const unreadable = channel === null ? [] : unreadableIn(job.input, { channel, rule });
  if (channel !== null && unreadable.length > 0) {
    const message = `must be ${addressForm(channel)}`;
    throw new Problem("input_invalid", "Correct the fields named in `errors`.", {
      errors: unreadable.map((field) => ({ path: `body.input.${field}`, message })),
    });
  }
  const addresses = channel === null ? [] : addressesIn(job.input, { channel, rule });
  if (job.category === "marketing") {
    checkMarketing(addresses, job.input, rule);
  }
  return { channel, addresses };
}

/** Once the provider has a message for later, no withdrawal, quiet hours or cap hold it back. */
function checkMarketing(addresses: readonly string[], input: unknown, rule: ChannelRule | undefined): void {
  if (addresses.length !== 1) {
    throw invalidField("category", "marketing goes to one address a job, in the input's `to`");
  }
  const field = rule?.timeField;
  if (field !== undefined && at(input, field) !== undefined) {
    throw invalidField(
      `input.${field}`,
      "is not for marketing, which is held until it is due: use the job's own `sendAt`",
    );
  }
}
