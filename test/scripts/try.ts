/**
 * `npm run try -- <provider> [--twin] [--yes] [--url URL]`: connects an account, reads it, and, after asking, makes and
 * takes away one object. `--help` explains.
 */
import { parseArgs } from "node:util";
import { systemClock } from "../../shared/clock.ts";
import type { ProviderDefinition } from "../../shared/providers/define.ts";
import { findProvider, type ProviderId, providers } from "../../shared/providers/registry.ts";
import { trials } from "../contracts/trials.ts";
import { twinCredentials } from "../twin/sampled/credentials.ts";
import { stopSignal } from "./platform/stopping.ts";
import { type Tried, tryProvider } from "./try/core.ts";
import { fieldLines, readCredentials, TryError } from "./try/fields.ts";
import { runningStage, type TryStage, throwAwayStage } from "./try/stage.ts";
import { openTerminal, type Terminal } from "./try/terminal.ts";

const HELP = `Tries a provider with real credentials, or with the stand-in: connects, reads, makes one object and takes it away.

  npm run try -- <provider>          credentials from the environment, else it asks for them
  npm run try -- <provider> --help   the provider's fields and their variables; @FILE as a value reads a file

  --twin      the stand-in plays the provider; it takes credentials of its own
  --yes       makes the object without asking
  --url URL   a platform that runs (or CAUSEWAY_URL), with an organization's key in CAUSEWAY_KEY;
              else one of its own is started and thrown away. Where that platform runs against a stand-in,
              set its PROVIDER_ORIGINS here too

Exit code: 0 when all went well, 1 when the provider refused or something stayed behind, 2 for a mistake in the
command, 130 when it was stopped.
Providers: ${Object.keys(providers).join(", ")}`;

/** As a shell has it of a command that SIGINT ended. */
const STOPPED = 130;

process.exitCode = await run();

async function run(): Promise<number> {
  const signal = stopSignal();
  const terminal = openTerminal(signal);
  try {
    return await perform(terminal, signal);
  } catch (cause) {
    if (signal.aborted) {
      console.error("\nStopped.");
      return STOPPED;
    }
    console.error(cause instanceof Error ? cause.message : String(cause));
    return cause instanceof TryError ? 2 : 1;
  } finally {
    terminal?.close();
  }
}

async function perform(terminal: Terminal | null, signal: AbortSignal): Promise<number> {
  const { values, positionals } = readFlags();
  const [id, ...rest] = positionals;
  if (id === undefined || rest.length > 0) {
    console.log(HELP);
    return values.help ? 0 : 2;
  }
  const provider = findProvider(id);
  if (provider === null || !isProviderId(id)) {
    throw new TryError(`There is no provider ${id}. Known: ${Object.keys(providers).join(", ")}`);
  }
  if (values.help) {
    console.log([`${provider.name} (${provider.docs})`, ...fieldLines(provider)].join("\n"));
    return 0;
  }
  const credentials = values.twin
    ? twinCredentials(provider)
    : await readCredentials(provider, { env: process.env, ask: terminal?.ask ?? null });
  const stage = await openStage(values, signal);
  try {
    console.log(
      `${provider.name} on ${stage.url}${stage.twin === null ? "" : `, played by ${stage.twin.url}`}`,
    );
    const tried = await tryProvider({
      provider,
      trial: trials[id],
      credentials,
      api: stage.api,
      settings: stage.settings,
      clock: systemClock,
      reference: `try_${crypto.randomUUID().replaceAll("-", "")}`,
      confirm: async (what) => {
        signal.throwIfAborted();
        return values.yes || (await terminal?.confirm(`Make ${what} and take it away again?`)) === true;
      },
    });
    return report(provider, tried);
  } finally {
    await stage.close();
  }
}

function readFlags() {
  try {
    return parseArgs({
      options: {
        twin: { type: "boolean", default: false },
        yes: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
        url: { type: "string" },
      },
      allowPositionals: true,
    });
  } catch (cause) {
    throw new TryError(`${cause instanceof Error ? cause.message : String(cause)} --help explains.`);
  }
}

function isProviderId(id: string): id is ProviderId {
  return Object.hasOwn(providers, id);
}

async function openStage(
  { twin, url }: { readonly twin: boolean; readonly url?: string | undefined },
  signal: AbortSignal,
) {
  const running = url ?? process.env.CAUSEWAY_URL;
  const { CAUSEWAY_KEY: key } = process.env;
  if (running !== undefined && (twin || key === undefined)) {
    throw new TryError(
      twin
        ? "--twin needs a platform of its own: leave --url and CAUSEWAY_URL out."
        : `CAUSEWAY_KEY is not set: a key of an organization on ${running}.`,
    );
  }
  return running === undefined || key === undefined
    ? await startStage(twin, signal)
    : runningStage(running, key, process.env.PROVIDER_ORIGINS);
}

async function startStage(withTwin: boolean, signal: AbortSignal): Promise<TryStage> {
  console.log("Starting a platform to throw away …");
  const log: string[] = [];
  try {
    return await throwAwayStage({ withTwin, output: (text) => log.push(text), signal });
  } catch (cause) {
    throw new Error(
      `${cause instanceof Error ? cause.message : String(cause)}\n${log.join("").slice(-2_000)}`,
    );
  }
}

function report({ name, connection }: ProviderDefinition, tried: Tried): number {
  if (tried.kind === "refused") {
    console.error(`✘ ${name} refused the credentials: ${tried.message} (${tried.code})`);
    return 1;
  }
  const { account, object } = tried;
  const whose = account === null ? "" : `, the account is ${account}`;
  console.log(
    connection === undefined
      ? `✔ stored; no call of ${name}'s proves such a credential`
      : `✔ connected and read${whose}`,
  );
  switch (object.kind) {
    case "none":
      console.log(`- nothing was made: ${object.why}`);
      return 0;
    case "declined":
      console.log("- nothing was made: --yes, or y at the terminal, would have had it made");
      return 0;
    case "removed":
      console.log(`✔ made and taken away again: ${object.id}`);
      return 0;
    case "not_made":
      console.error(`✘ nothing could be made: ${object.message}`);
      return 1;
    case "left":
      console.error(
        `✘ ${object.id} was made and could not be taken away; please delete it: ${object.message}`,
      );
      return 1;
  }
}
