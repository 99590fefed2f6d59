import { parseArgs } from "node:util";
import { dispatch, type Sent } from "./dispatch.ts";
import { HELP, listText, newKeyText, sentText, summaryText } from "./help.ts";
import { parseOrder } from "./order.ts";
import { findSender } from "./registry.ts";
import { TwinError } from "./sender.ts";

const OK = 0;
const NOT_ALL_ACCEPTED = 1;
const WRONG_USAGE = 2;

const options = {
  to: { type: "string" },
  secret: { type: "string" },
  count: { type: "string" },
  rate: { type: "string" },
  duplicate: { type: "string" },
  kilobytes: { type: "string" },
  data: { type: "string" },
  forge: { type: "boolean", default: false },
  stale: { type: "boolean", default: false },
  mischief: { type: "string" },
  "new-key": { type: "boolean", default: false },
  list: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (cause) {
    throw new TwinError(`${cause instanceof Error ? cause.message : String(cause)}. --help explains`, {
      cause,
    });
  }
}

type Values = ReturnType<typeof parse>["values"];

function readNumber(name: string, text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) {
    throw new TwinError(`--${name}: "${text}" is not a number`);
  }
  return value;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TwinError(`--data: not JSON, in quotes for the shell: --data '{"key":"value"}'`, { cause });
  }
}

function chosenMischief(values: Values): string | undefined {
  const chosen = [
    ...(values.forge ? ["forge"] : []),
    ...(values.stale ? ["stale"] : []),
    ...(values.mischief === undefined ? [] : [values.mischief]),
  ];
  if (chosen.length > 1) {
    throw new TwinError("one mischief at a time: --forge, --stale or --mischief NAME");
  }
  return chosen[0];
}

function readOrder(provider: string, type: string | undefined, values: Values): unknown {
  const sender = findSender(provider);
  if (type === undefined) {
    throw new TwinError(`name an event type of ${provider}: ${sender.types.join(", ")}`);
  }
  if (values.to === undefined) {
    throw new TwinError(
      `--to is missing: create an endpoint (POST /v1/endpoints {"provider":"${provider}", "secret":…}) and pass the url that it answers`,
    );
  }
  if (values.secret === undefined) {
    throw new TwinError(`--secret is missing: ${sender.signingKeyHint}`);
  }
  const numbers = (["count", "rate", "duplicate", "kilobytes"] as const).flatMap((name) => {
    const text = values[name];
    return text === undefined ? [] : [[name, readNumber(name, text)] as const];
  });
  const chosen = chosenMischief(values);
  return {
    provider,
    type,
    to: values.to,
    secret: values.secret,
    ...Object.fromEntries(numbers),
    ...(values.data === undefined ? {} : { data: readJson(values.data) }),
    ...(chosen === undefined ? {} : { mischief: chosen }),
  };
}

export interface Output {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

async function execute(argv: readonly string[], { out }: Output): Promise<number> {
  const { values, positionals } = parse(argv);
  const [provider, type, ...rest] = positionals;
  if (values.help || values.list) {
    out(values.help ? HELP : listText());
    return OK;
  }
  if (provider === undefined) {
    throw new TwinError("name a provider and an event type; --list shows them, --help explains");
  }
  if (rest.length > 0) {
    throw new TwinError(`not understood: ${rest.join(" ")}. --help explains`);
  }
  if (values["new-key"]) {
    out(newKeyText(provider));
    return OK;
  }
  const order = parseOrder(readOrder(provider, type, values));
  let number = 0;
  const onSent = (sent: Sent): void => {
    number += 1;
    out(sentText(number, sent));
  };
  const summary = await dispatch(order, { onSent, signal: new AbortController().signal });
  out(summaryText(summary));
  return Object.keys(summary.statuses).every((status) => status.startsWith("2")) ? OK : NOT_ALL_ACCEPTED;
}

/** Runs `npm run send` with these arguments and answers the exit code. */
export async function runSend(argv: readonly string[], output: Output): Promise<number> {
  try {
    return await execute(argv, output);
  } catch (error) {
    if (!(error instanceof TwinError)) {
      throw error;
    }
    output.err(error.message);
    return WRONG_USAGE;
  }
}
