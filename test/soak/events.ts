/** `npm run soak:events`: webhooks by the ten thousand while everything under the Worker fails, and then the sums. */
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { balanceText } from "../scripts/demo/balance.ts";
import { stopSignal } from "../scripts/platform/stopping.ts";
import { type Figures, RESTARTS, type Sent } from "./figures.ts";
import { addUp } from "./injected.ts";
import type { SoakState } from "./orders.ts";
import { countRefused, createEndpoints, readEffects } from "./outcome.ts";
import { drain, runPhase } from "./phase.ts";
import { planSoak } from "./plan.ts";
import { reconcile } from "./reconcile.ts";
import { report } from "./report.ts";
import { type SoakRuntime, startSoak } from "./runtime.ts";
import { createSigner } from "./signer.ts";

const EVENTS = 20_000;
const MAX_FAULTS = 10;

const { values } = parseArgs({ options: { events: { type: "string" }, seed: { type: "string" } } });
const events = wholeNumber("events", values.events) ?? EVENTS;
const seed = wholeNumber("seed", values.seed) ?? randomInt(2 ** 32);

function wholeNumber(name: string, given: string | undefined): number | null {
  if (given !== undefined && !/^\d{1,10}$/.test(given)) {
    throw new Error(`--${name} takes a whole number.`);
  }
  return given === undefined ? null : Number(given);
}

async function soak(runtime: SoakRuntime, signal: AbortSignal): Promise<Figures> {
  const sign = createSigner(await createEndpoints(runtime.api));
  const sent: Sent[] = [];
  const states: SoakState[] = [];
  for (const [phase, planned] of planSoak(events, { phases: RESTARTS + 1, seed }).entries()) {
    if (phase > 0) {
      await runtime.restart(seed + phase);
    }
    sent.push(...(await runPhase(planned, { runtime, sign, phase, signal })));
    states.push(await drain(runtime, signal));
  }
  return {
    sent,
    rows: await runtime.rows(),
    effects: await readEffects(runtime.api),
    changes: await runtime.changes(),
    refused: await countRefused(runtime.api),
    injected: addUp(states),
    restarts: states.length - 1,
  };
}

const signal = stopSignal();
const startedAt = performance.now();
console.log(`Soak of ${events} events, seed ${seed} …`);
const runtime = await startSoak(seed, signal);
try {
  const figures = await soak(runtime, signal);
  const balances = reconcile(figures);
  const shown = balances.map(({ what, faults }) => ({ what, faults: faults.slice(0, MAX_FAULTS) }));
  console.log(`\n${report(figures, (performance.now() - startedAt) / 1_000)}\n\n${balanceText(shown)}`);
  process.exitCode = balances.every(({ faults }) => faults.length === 0) ? 0 : 1;
} finally {
  await runtime.stop();
  console.log(`\nseed ${seed}; wrangler's output: ${runtime.log}`);
}
