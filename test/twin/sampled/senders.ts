import type { ProviderDefinition } from "../../../shared/providers/define.ts";
import { providers } from "../../../shared/providers/registry.ts";
import type { ProviderVectors } from "../../../shared/providers/vectors.ts";
import { vectorsByProvider } from "../../contracts/vectors.ts";
import type { Sender } from "../sender.ts";
import { sampledSender } from "./sender.ts";

const samples: ReadonlyMap<string, ProviderVectors> = new Map(Object.entries(vectorsByProvider));

/** Senders made of the samples of every provider but those named, which have scenes of their own. */
export function sampledSenders(but: ReadonlySet<string>): readonly Sender[] {
  return Object.entries<ProviderDefinition>(providers).flatMap(([id, { webhook }]) => {
    const vectors = samples.get(id);
    return but.has(id) || webhook === undefined || vectors === undefined
      ? []
      : [sampledSender(id, webhook, vectors)];
  });
}
