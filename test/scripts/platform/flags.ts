import { resolve } from "node:path";
import { parseArgs } from "node:util";

const DEFAULT_PORT = 8787;
const DEFAULT_STORE = ".wrangler/state";

/** wrangler's flags, with those taken out that the platform's start must know itself. */
export interface Flags {
  /** 0: any free one. */
  readonly port: number;
  /** The directory of the local store, absolute. */
  readonly store: string;
  /** Everything else, for `wrangler dev` as it was given. */
  readonly rest: readonly string[];
}

/**
 * Reads `--port` and `--persist-to`, given as `--name value` or `--name=value`; the last of several counts.
 * @throws Error when the port is none
 */
export function readFlags(args: readonly string[]): Flags {
  const { values, tokens } = parseArgs({
    args: [...args],
    options: { port: { type: "string" }, "persist-to": { type: "string" } },
    strict: false,
    tokens: true,
  });
  const taken = new Set<number>();
  for (const token of tokens) {
    if (token.kind === "option" && (token.name === "port" || token.name === "persist-to")) {
      taken.add(token.index);
      if (token.inlineValue === false) {
        taken.add(token.index + 1);
      }
    }
  }
  return {
    port: readPort(values.port),
    store: resolve(typeof values["persist-to"] === "string" ? values["persist-to"] : DEFAULT_STORE),
    rest: args.filter((_, index) => !taken.has(index)),
  };
}

function readPort(given: string | boolean | undefined): number {
  if (given === undefined) {
    return DEFAULT_PORT;
  }
  const port = typeof given === "string" && /^\d{1,5}$/.test(given) ? Number(given) : Number.NaN;
  if (!(port <= 65_535)) {
    throw new Error(`--port: ${given === true ? "a number is missing" : `"${given}" is not a port`}.`);
  }
  return port;
}
