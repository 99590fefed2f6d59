import type { OptOutScope } from "../model/opt-out.ts";

/** Whom a provider is told of, over which connection. */
export interface ToldOptOut {
  /** Normalised. */
  readonly address: string;
  /** The connection's own settings. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** A call of one of the provider's actions. */
export interface ActionCall {
  readonly action: string;
  readonly input: unknown;
}

/** How a provider learns that somebody gets no more messages of a scope. */
interface Telling {
  /** null: the connection does not say where it is to be noted. */
  readonly tell: (told: ToldOptOut) => ActionCall | null;
  /**
   * Undoes it where the person agreed again; left out where the provider takes that from the person alone.
   * @param since when they agreed, ms since the epoch
   */
  readonly takeBack?: (told: ToldOptOut & { readonly since: number }) => ActionCall | null;
}

/** What a provider is told of opt-outs on a channel. Who wants nothing at all wants no marketing either: both are told. */
export type OptOutRule = Readonly<Partial<Record<OptOutScope, Telling>>>;
