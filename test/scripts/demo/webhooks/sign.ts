import { compose, type SignedWebhook } from "../../../twin/compose.ts";
import { doMischief } from "../../../twin/mischief.ts";
import { findSender } from "../../../twin/registry.ts";
import type { PlannedWebhook } from "./plan.ts";

/** An endpoint of the demo with what its sender knows of it. */
export interface DemoEndpoint {
  readonly provider: string;
  readonly url: string;
  readonly signingKey: string;
}

export interface SignedPlan {
  readonly planned: PlannedWebhook;
  readonly webhook: SignedWebhook;
}

/** Originals were first sent this long ago, so that a retry carries another time in its signature. */
const RETRIED_AFTER_MS = 20_000;

/** Composes the plan's webhooks for these endpoints. @param now ms since the epoch */
export async function signPlan(
  plan: readonly PlannedWebhook[],
  endpoints: readonly DemoEndpoint[],
  now: number,
): Promise<readonly SignedPlan[]> {
  const originals = new Map<number, Promise<SignedWebhook>>();
  const original = ({ provider, type, sequence }: PlannedWebhook): Promise<SignedWebhook> => {
    const endpoint = endpoints.find((candidate) => candidate.provider === provider);
    if (endpoint === undefined) {
      throw new Error(`The demo has no endpoint for ${provider}.`);
    }
    const { url, signingKey } = endpoint;
    return compose(findSender(provider), type, { url, signingKey, now: now - RETRIED_AFTER_MS, sequence });
  };
  return await Promise.all(
    plan.map(async (planned) => {
      // signed once for all its copies: some algorithms never give the same signature again
      const pending = originals.get(planned.sequence) ?? original(planned);
      originals.set(planned.sequence, pending);
      const webhook = await pending;
      const { mischief } = planned;
      return { planned, webhook: mischief === null ? webhook : await doMischief(mischief, webhook, now) };
    }),
  );
}
