import { z } from "zod";
import { findProvider } from "../../shared/providers/registry.ts";
import type { Api } from "../scripts/demo/api.ts";
import { compose, nextSequence } from "../twin/compose.ts";
import { everySender } from "../twin/registry.ts";
import type { Sender, UnsignedRequest } from "../twin/sender.ts";
import type { Target } from "./fuzz.ts";

const PROOF = /signature|token|timestamp|-id$/;
const endpointSchema = z.object({ url: z.url() });

/** A sender with an endpoint of its own. */
export interface Registered {
  readonly sender: Sender;
  readonly url: string;
  readonly signingKey: string;
}

/** An endpoint for every sender. */
export async function registerAll(api: Api): Promise<readonly Registered[]> {
  const registered: Registered[] = [];
  for (const sender of everySender) {
    const { secret, signingKey } = sender.newSecret();
    const scheme = sender.scheme === undefined ? {} : { scheme: sender.scheme };
    const { url } = await api.post(
      "/v1/endpoints",
      { provider: sender.provider, secret, ...scheme },
      endpointSchema,
    );
    registered.push({ sender, url, signingKey });
  }
  return registered;
}

/** An endpoint that verifies nothing, to tell what verifying costs. */
export async function registerOpen(api: Api): Promise<string> {
  const body = { provider: "custom", verification: "none" };
  return (await api.post("/v1/endpoints", body, endpointSchema)).url;
}

/** Signed requests of a type, each an event of its own. */
export async function signed(
  { sender, url, signingKey }: Registered,
  type: string,
  { count, kilobytes }: { readonly count: number; readonly kilobytes?: number },
): Promise<readonly UnsignedRequest[]> {
  const now = Date.now();
  const webhooks = await Promise.all(
    Array.from({ length: count }, () =>
      compose(sender, type, { url, signingKey, now, sequence: nextSequence(), kilobytes }),
    ),
  );
  return webhooks.map(({ request }) => request);
}

/** A good request of every type of every sender, to be fuzzed. */
export async function fuzzTargets(all: readonly Registered[]): Promise<readonly Target[]> {
  const targets = await Promise.all(
    all.flatMap((registered) =>
      registered.sender.types.map(async (type): Promise<Target[]> => {
        const [request] = await signed(registered, type, { count: 1 });
        const webhook = findProvider(registered.sender.provider)?.webhook;
        const isHandshake = type === "url_verification";
        const names = webhook?.headers.length === 0 ? ["x-signature"] : (webhook?.headers ?? []);
        // of the headers that are shown as the signature's, some only say how it was made
        const proofs = names.filter((name) => request?.headers[name] !== undefined && PROOF.test(name));
        const { signs } = registered.sender;
        return request === undefined || isHandshake ? [] : [{ request, proofs, signs }];
      }),
    ),
  );
  return targets.flat();
}
