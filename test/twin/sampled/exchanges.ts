import type { ProviderDefinition } from "../../../shared/providers/define.ts";
import { providers } from "../../../shared/providers/registry.ts";
import type { NoTrial, Trial } from "../../../shared/providers/trial.ts";
import type { ExpectedRequest, ProviderVectors, SampleAnswer } from "../../../shared/providers/vectors.ts";
import { trials } from "../../contracts/trials.ts";
import { vectorsByProvider } from "../../contracts/vectors.ts";

/** A request that a provider's samples know, and what the provider answers to it. */
export interface Exchange {
  readonly what: "proof" | "metadata" | "create" | "remove";
  readonly request: ExpectedRequest;
  readonly answer: SampleAnswer;
}

/** What is known of a provider's API from its folder's samples alone. */
export interface SampledProvider {
  readonly provider: ProviderDefinition;
  readonly exchanges: readonly Exchange[];
  /** Of a credential that it takes no more. */
  readonly refusal: SampleAnswer;
  /** Of a token endpoint, to any grant. */
  readonly token: Readonly<Record<string, unknown>>;
  /** The id of what a trial makes; null where there is none. */
  readonly trialId: string | null;
}

const UNAUTHORIZED: SampleAnswer = { status: 401, body: {} };

const vectors: ReadonlyMap<string, ProviderVectors> = new Map(Object.entries(vectorsByProvider));
const trialsById: ReadonlyMap<string, Trial | NoTrial> = new Map(Object.entries(trials));

const sampled: ReadonlyMap<string, SampledProvider> = new Map(
  Object.values<ProviderDefinition>(providers).map((provider) => [provider.id, sampledProvider(provider)]),
);

export function findSampled(id: string): SampledProvider | null {
  return sampled.get(id) ?? null;
}

function sampledProvider(provider: ProviderDefinition): SampledProvider {
  const outbound = vectors.get(provider.id)?.outbound;
  const { connections = [], consents = [], connection } = outbound ?? {};
  const trial = trialsById.get(provider.id);
  const samples = trial === undefined || "none" in trial ? null : trial.samples;
  const good = connections.filter(({ verdict }) => "account" in verdict);
  const bad = connections.find(({ verdict }) => "status" in verdict && verdict.status === "needs_reauth");
  const { tokenField = "accessToken" } = provider.auth.oauth2 ?? {};
  const [consent] = consents;
  const body = consent?.answer.body;
  return {
    provider,
    exchanges: [
      ...good.flatMap(({ exchanges }) => exchanges.map((one) => ({ what: "proof" as const, ...one }))),
      ...(consent?.metadata === undefined ? [] : [{ what: "metadata" as const, ...consent.metadata }]),
      ...(samples === null
        ? []
        : [
            { what: "create" as const, ...samples.create },
            { what: "remove" as const, ...samples.remove },
          ]),
    ],
    refusal: bad?.exchanges.at(-1)?.answer ?? UNAUTHORIZED,
    token: {
      expires_in: 3_600,
      ...(typeof body === "object" ? body : {}),
      access_token: connection?.credentials[tokenField] ?? "token-1",
    },
    trialId: samples?.id ?? null,
  };
}
