import type { ProviderApi } from "./api/provider-api.ts";
import { custom } from "./providers/custom/sender.ts";
import { github } from "./providers/github/sender.ts";
import { klaviyoApi } from "./providers/klaviyo/api.ts";
import { resendApi } from "./providers/resend/api.ts";
import { resend } from "./providers/resend/sender.ts";
import { sendgrid } from "./providers/sendgrid/sender.ts";
import { slackApi } from "./providers/slack/api.ts";
import { slack } from "./providers/slack/sender.ts";
import { stripeApi } from "./providers/stripe/api.ts";
import { stripe } from "./providers/stripe/sender.ts";
import { twilioApi } from "./providers/twilio/api.ts";
import { twilio } from "./providers/twilio/sender.ts";
import { sampledSenders } from "./sampled/senders.ts";
import { type Sender, TwinError } from "./sender.ts";

/** What the twin plays of one provider. */
export interface ProviderTwin {
  readonly sender: Sender;
  /** Absent: it only sends webhooks. */
  readonly api?: ProviderApi;
}

/** Every provider that the twin plays, by its id. */
export const twins = {
  stripe: { sender: stripe, api: stripeApi },
  github: { sender: github },
  slack: { sender: slack, api: slackApi },
  twilio: { sender: twilio, api: twilioApi },
  resend: { sender: resend, api: resendApi },
  sendgrid: { sender: sendgrid },
  custom: { sender: custom },
} satisfies Record<string, ProviderTwin>;

const all: readonly ProviderTwin[] = Object.values(twins);

/** Those with scenes of their own. */
export const senders: readonly Sender[] = all.map((twin) => twin.sender);

/** Every provider that sends webhooks: those with scenes of their own, then those made of their folders' samples. */
export const everySender: readonly Sender[] = [...senders, ...sampledSenders(new Set(Object.keys(twins)))];

/** APIs of providers whose webhooks are made of their folders' samples. */
const beside: readonly ProviderApi[] = [klaviyoApi];

export const apis: readonly ProviderApi[] = [
  ...all.flatMap(({ api }) => (api === undefined ? [] : [api])),
  ...beside,
];

export function findTwin(provider: string): ProviderTwin | undefined {
  const api = beside.find((candidate) => candidate.provider === provider);
  return api === undefined
    ? all.find(({ sender }) => sender.provider === provider)
    : { sender: findSender(provider), api };
}

/** @throws TwinError naming the providers that answer */
export function findApi(provider: string): ProviderApi {
  const api = findTwin(provider)?.api;
  if (api === undefined) {
    const known = apis.map((candidate) => candidate.provider).join(", ");
    throw new TwinError(`no provider "${provider}" that answers. Known: ${known}`);
  }
  return api;
}

/** @throws TwinError naming the providers there are */
export function findSender(provider: string): Sender {
  const sender = everySender.find((candidate) => candidate.provider === provider);
  if (sender === undefined) {
    const known = everySender.map((candidate) => candidate.provider).join(", ");
    throw new TwinError(`no provider "${provider}". Known: ${known}`);
  }
  return sender;
}
