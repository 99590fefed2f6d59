import type { Channel } from "../model/channel.ts";
import type { ConsentRecord } from "../model/consent.ts";
import { OPT_OUT_SCOPES, type OptOutScope } from "../model/opt-out.ts";
import type { SuppressionReason } from "../model/suppression.ts";
import type { ContactKnowledge } from "./consent.ts";
import { deriveConsent } from "./consent-state.ts";
import { topicsOf } from "./topics.ts";

/**
 * What other senders of an organization are to know of an address on a channel.
 *
 * - `marketing`, `everything`: that much has ended, by the person's word or the organization's.
 * - `agreed`: the person gets marketing, since `since` (ms since the epoch), whatever it is about.
 * - `unsaid`: not everything is stopped, and nobody agreed to everything.
 * - `untold`: it is suppressed for a reason that is no opt-out, of which nobody is told.
 */
export type OptOutState =
  | { readonly kind: OptOutScope | "unsaid" | "untold" }
  | { readonly kind: "agreed"; readonly since: number };

/** A complaint ends what is not essential, which other senders cannot tell apart: they are told of marketing. */
const SCOPE_OF: Readonly<Record<SuppressionReason, OptOutScope | null>> = {
  unsubscribe: "marketing",
  complaint: "marketing",
  stop: "everything",
  manual: "everything",
  // says that an address does not work, and must not spread one that was erased
  bounce: null,
  erasure: null,
};

/**
 * A topic alone is no opt-out: other senders know none of the topics. For the same reason who comes back to some topics
 * alone does not come back there.
 */
export function optOutState(
  { suppression, consents }: Pick<ContactKnowledge, "suppression" | "consents">,
  { channel, now }: { readonly channel: Channel; readonly now: number },
): OptOutState {
  const scope = suppression === null ? null : SCOPE_OF[suppression.reason];
  if (scope !== null) {
    return { kind: scope };
  }
  if (suppression?.reason === "erasure") {
    return { kind: "untold" };
  }
  const states = topicsOf(consents).map((topic) => deriveConsent(consents, { topic, channel, now }));
  if (states.every(({ status }) => status === "withdrawn")) {
    return { kind: "marketing" };
  }
  if (suppression !== null) {
    return { kind: "untold" };
  }
  if (states.some(({ status }) => status === "withdrawn")) {
    return { kind: "unsaid" };
  }
  const agreed = states.flatMap(({ status, since }) => (status === "granted" ? [since] : []));
  return agreed.length > 0 && isOwnWord(consents)
    ? { kind: "agreed", since: Math.max(...agreed) }
    : { kind: "unsaid" };
}

/** What the person withdrew only the person gives again; what nobody withdrew, a sender needs no telling of. */
function isOwnWord(consents: readonly ConsentRecord[]): boolean {
  return consents.some(({ status, actor }) => status === "granted" && actor === "subject");
}

/** What a sender is told next, and what is then known there; scopes in the order in which they are told. */
export interface OptOutSteps {
  readonly tell: readonly OptOutScope[];
  readonly takeBack: readonly OptOutScope[];
  readonly known: OptOutScope | null;
}

/** @param known what the sender was told before; null: nothing */
export function optOutSteps(known: OptOutScope | null, { kind }: OptOutState): OptOutSteps {
  switch (kind) {
    case "untold":
      return { tell: [], takeBack: [], known };
    case "marketing":
    case "everything":
      return {
        tell: upTo(kind).slice(upTo(known).length),
        takeBack: upTo(known).slice(upTo(kind).length),
        known: kind,
      };
    case "unsaid": {
      // what was noted by hand is taken back by hand; marketing waits for the person's own word
      const left = known === null ? null : "marketing";
      return { tell: [], takeBack: upTo(known).slice(upTo(left).length), known: left };
    }
    case "agreed":
      return { tell: [], takeBack: upTo(known), known: null };
  }
}

/** Whether a sender that knows of `known` knows of a scope; null: it knows nothing. */
export function holds(known: OptOutScope | null, scope: OptOutScope): boolean {
  return upTo(known).includes(scope);
}

/** Whether a scope may be taken back as things are; what a sender is told is asked again before it is. */
export function mayReturn(scope: OptOutScope, { kind }: OptOutState): boolean {
  return scope === "marketing" ? kind === "agreed" : kind !== "everything";
}

/** The scopes that a scope holds, itself the last. */
function upTo(scope: OptOutScope | null): readonly OptOutScope[] {
  return scope === null ? [] : OPT_OUT_SCOPES.slice(0, OPT_OUT_SCOPES.indexOf(scope) + 1);
}
