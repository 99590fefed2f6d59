import { custom } from "./custom/index.ts";
import type { ProviderDefinition } from "./define.ts";
import { github } from "./github/index.ts";
import { resend } from "./resend/index.ts";
import { sendgrid } from "./sendgrid/index.ts";
import { slack } from "./slack/index.ts";
import { stripe } from "./stripe/index.ts";
import { twilio } from "./twilio/index.ts";

/** Every provider by its id: the one line that a new folder adds outside itself. */
export const providers = {
  custom,
  github,
  resend,
  sendgrid,
  slack,
  stripe,
  twilio,
} as const satisfies Record<string, ProviderDefinition>;

export type ProviderId = keyof typeof providers;

const byId: ReadonlyMap<string, ProviderDefinition> = new Map(Object.entries(providers));

/** The provider of that id; null where there is none. */
export function findProvider(id: string): ProviderDefinition | null {
  return byId.get(id) ?? null;
}
