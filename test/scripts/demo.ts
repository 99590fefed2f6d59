/**
 * `npm run demo [-- --keep]`: the whole platform on this machine with a throw-away store, driven through its public API
 * by a stand-in for the providers. Exits 0 when the sums balance, else names what does not.
 */
import { parseArgs, stripVTControlCharacters } from "node:util";
import { type Balance, balanceText } from "./demo/balance.ts";
import { demoMessages } from "./demo/messages/run.ts";
import { createTwinClient } from "./demo/messages/twin-client.ts";
import { type Stage, setStage } from "./demo/stage.ts";
import { demoWebhooks } from "./demo/webhooks/run.ts";
import type { DemoEndpoint } from "./demo/webhooks/sign.ts";
import { stopSignal } from "./platform/stopping.ts";

const TIME_LIMIT_MS = 120_000;
const LAST_WORDS_LINES = 30;
const STOPPED = 130;
const EVERYDAY = /^\[wrangler:info\]|^{"level":"info"/;

const { values } = parseArgs({ options: { keep: { type: "boolean", default: false } } });
const startedAt = performance.now();
const stopped = stopSignal();
const platformLog: string[] = [];

process.exitCode = await perform();

async function perform(): Promise<number> {
  let stage: Stage | null = null;
  const limit = new AbortController();
  const timer = setTimeout(
    () => limit.abort(new Error(`It took longer than ${TIME_LIMIT_MS / 1_000} s.`)),
    TIME_LIMIT_MS,
  );
  const signal = AbortSignal.any([stopped, limit.signal]);
  try {
    stage = await setStage({ output: (text) => platformLog.push(text), signal });
    console.log(`Causeway at ${stage.platform.url}, the providers' stand-in at ${stage.twin.url}`);
    const say = (text: string) => console.log(text);
    const { balances, endpoints } = await demoWebhooks(stage.api, { say, signal });
    const twin = createTwinClient(stage.twin.url);
    const outcome = [...balances, ...(await demoMessages(stage.api, twin, { endpoints, say, signal }))];
    clearTimeout(timer);
    const balanced = verdict(outcome);
    if (values.keep) {
      console.log(invitation(stage, endpoints));
      await untilStopped(stage);
    }
    return balanced ? 0 : 1;
  } catch (cause) {
    if (stopped.aborted) {
      console.error("\nStopped.");
      return STOPPED;
    }
    console.error(`\nThe demo failed: ${cause instanceof Error ? cause.message : String(cause)}`);
    console.error(`\nThe platform's last words:\n${lastWords()}`);
    return 1;
  } finally {
    clearTimeout(timer);
    await stage?.close();
  }
}

function verdict(balances: readonly Balance[]): boolean {
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  const faults = balances.flatMap((balance) => balance.faults);
  console.log(balanceText(balances));
  if (faults.length === 0) {
    console.log(`\nEverything balances (${seconds} s).`);
    return true;
  }
  console.error(`\nThe sums do not balance: faults ${faults.length}, see ✘ above (${seconds} s).`);
  console.error(`\nThe platform's last words:\n${lastWords()}`);
  return false;
}

function invitation({ platform, twin, key, adminToken }: Stage, endpoints: readonly DemoEndpoint[]): string {
  const examples = endpoints
    .filter(({ provider }) => provider === "stripe")
    .map(
      ({ url, signingKey }) =>
        `  npm run send -- stripe invoice.payment_failed --to ${url} --secret ${signingKey}`,
    );
  return [
    "\nLeft running until Ctrl+C; then the store is removed.",
    `  API docs     ${platform.url}/docs`,
    `  stand-in     ${twin.url}`,
    `  API key      ${key}`,
    `  ADMIN_TOKEN  ${adminToken}`,
    `  curl -s '${platform.url}/v1/events?limit=5' -H 'Authorization: Bearer ${key}'`,
    ...examples,
  ].join("\n");
}

/** @throws Error when the platform ends by itself */
async function untilStopped({ platform }: Stage): Promise<void> {
  const code = await platform.exited;
  if (!stopped.aborted) {
    throw new Error(`the platform ended by itself, with code ${code}.`);
  }
}

/** The end of the platform's log without what it says of everyday requests. */
function lastWords(): string {
  const lines = stripVTControlCharacters(platformLog.join("")).split("\n");
  const telling = lines.filter((line) => line.trim() !== "" && !EVERYDAY.test(line));
  return telling.slice(-LAST_WORDS_LINES).join("\n");
}
