import { vectorsByProvider } from "../contracts/vectors.ts";
import { type Effect, expectationOf } from "../scripts/demo/webhooks/expect.ts";
import { compose, type SignedWebhook, signWebhook } from "../twin/compose.ts";
import { forge, retry } from "../twin/mischief.ts";
import type { UnsignedRequest } from "../twin/sender.ts";
import type { Planned } from "./plan.ts";

const LARGE_KILOBYTES = 300;

/** An endpoint with what its sender knows of it. */
export interface SoakEndpoint {
  readonly url: string;
  readonly signingKey: string;
}

export interface Signed {
  readonly request: UnsignedRequest;
  /** Events in its body. */
  readonly items: number;
  readonly effects: readonly Effect[];
}

export type Signer = (planned: Planned) => Promise<Signed>;

/** Signs at the moment of sending; the payloads are of one time, so that a copy is made again from the plan alone. */
export function createSigner(endpoints: ReadonlyMap<string, SoakEndpoint>): Signer {
  const now = Date.now();
  const kept = new Map<number, Promise<SignedWebhook>>();

  const make = async ({ sender, type, sequence, large }: Planned): Promise<SignedWebhook> => {
    const endpoint = endpoints.get(sender.provider);
    if (endpoint === undefined) {
      throw new Error(`The soak has no endpoint for ${sender.provider}.`);
    }
    const kilobytes = large ? LARGE_KILOBYTES : undefined;
    const webhook = await compose(sender, type, { ...endpoint, now, sequence, kilobytes });
    return await signWebhook(webhook, Date.now());
  };

  const webhookOf = async (planned: Planned): Promise<SignedWebhook> => {
    const { sequence, kind, repeated } = planned;
    switch (kind) {
      case "good": {
        const good = make(planned);
        if (repeated) {
          kept.set(sequence, good);
        }
        return await good;
      }
      case "repeat": {
        const good = kept.get(sequence) ?? make(planned);
        kept.delete(sequence);
        return await good;
      }
      case "retry":
        return await retry(await make(planned), Date.now());
      case "forge":
        return await forge(await make(planned));
    }
  };

  return async (planned) => {
    const webhook = await webhookOf(planned);
    const { sender, type, sequence, kind } = planned;
    const plan = { provider: sender.provider, type, sequence, mischief: kind === "good" ? null : kind };
    const { events, effects } = expectationOf(plan, webhook);
    const items = kind === "forge" ? 0 : (sampledItems(sender.provider, type) ?? events);
    return { request: webhook.request, items, effects };
  };
}

const samples: ReadonlyMap<string, (typeof vectorsByProvider)[keyof typeof vectorsByProvider]> = new Map(
  Object.entries(vectorsByProvider),
);
const SCENES = new Set(["stripe", "github", "slack", "twilio", "resend", "sendgrid", "custom"]);

/** Events in a webhook made of a sample, as its vector says; null where the sender has scenes of its own. */
function sampledItems(provider: string, type: string): number | null {
  if (SCENES.has(provider)) {
    return null;
  }
  for (const vector of samples.get(provider)?.webhooks ?? []) {
    if (vector.kind === "good" && vector.events !== "unparsed" && vector.events[0]?.type === type) {
      return vector.events.length;
    }
  }
  return null;
}
