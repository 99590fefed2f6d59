import { custom } from "./providers/custom/sender.ts";
import { github } from "./providers/github/sender.ts";
import { resend } from "./providers/resend/sender.ts";
import { sendgrid } from "./providers/sendgrid/sender.ts";
import { slack } from "./providers/slack/sender.ts";
import { stripe } from "./providers/stripe/sender.ts";
import { twilio } from "./providers/twilio/sender.ts";
import { type Sender, TwinError } from "./sender.ts";

/** What the twin plays of one provider. */
export interface ProviderTwin {
  readonly sender: Sender;
}

/** Every provider that the twin plays, by its id. */
export const twins = {
  stripe: { sender: stripe },
  github: { sender: github },
  slack: { sender: slack },
  twilio: { sender: twilio },
  resend: { sender: resend },
  sendgrid: { sender: sendgrid },
  custom: { sender: custom },
} satisfies Record<string, ProviderTwin>;

export const senders: readonly Sender[] = Object.values(twins).map((twin) => twin.sender);

/** @throws TwinError naming the providers there are */
export function findSender(provider: string): Sender {
  const sender = senders.find((candidate) => candidate.provider === provider);
  if (sender === undefined) {
    const known = senders.map((candidate) => candidate.provider).join(", ");
    throw new TwinError(`no provider "${provider}". Known: ${known}`);
  }
  return sender;
}
