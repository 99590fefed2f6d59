import type { z } from "zod";

/** A credential of short life for somebody's browser or app, made here from the connection's own: no request is made. */
export interface IssuedToken {
  readonly token: string;
  /** ms since the epoch */
  readonly expiresAt: number;
}

interface Issuing {
  /** Those that `needs` names are among them. */
  readonly credentials: Readonly<Record<string, string>>;
  /** ms since the epoch */
  readonly now: number;
}

export interface ClientTokenSpec<Input extends z.ZodType> {
  readonly description: string;
  /** The vendor's page of the token. */
  readonly docs: string;
  readonly input: Input;
  /** An input that validates. */
  readonly example: z.input<Input>;
  /** Fields of the credentials that it is made from. */
  readonly needs: readonly string[];
  readonly issue: (input: z.output<Input>, issuing: Issuing) => Promise<IssuedToken>;
}

/** A kind of token as the platform sees it: its input is unknown until it has been parsed. */
export interface ClientToken extends Omit<ClientTokenSpec<z.ZodType>, "example" | "issue"> {
  readonly example: unknown;
  /** @throws ZodError when the input does not validate */
  readonly issue: (input: unknown, issuing: Issuing) => Promise<IssuedToken>;
}

/** Checks a token's parts against each other and hides the type of its input. */
export function defineClientToken<const Input extends z.ZodType>(spec: ClientTokenSpec<Input>): ClientToken {
  return { ...spec, issue: (input, issuing) => spec.issue(spec.input.parse(input), issuing) };
}
