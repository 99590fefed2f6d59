import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { deliver } from "../../../twin/deliver.ts";
import { findSender } from "../../../twin/registry.ts";
import type { Api } from "../api.ts";
import type { Balance } from "../balance.ts";
import { inLanes } from "../lanes.ts";
import { isSettled, type Outcome, type SentWebhook, type Snapshot } from "./accounts.ts";
import { expectationOf } from "./expect.ts";
import { PROVIDERS, planWebhooks } from "./plan.ts";
import { reconcile } from "./reconcile.ts";
import { kindTable, senderTable } from "./report.ts";
import { type DemoEndpoint, type SignedPlan, signPlan } from "./sign.ts";

const SEED = 1;
const PARALLEL = 8;
const SETTLE_TIMEOUT_MS = 30_000;
const POLL_MS = 200;

const endpointSchema = z.object({
  id: z.string(),
  provider: z.string(),
  url: z.url(),
  rejected: z.record(z.string(), z.int()),
});
const eventSchema = z.object({
  id: z.string(),
  provider: z.string(),
  type: z.string(),
  status: z.string(),
  duplicates: z.int(),
});
const rejectionSchema = z.object({ provider: z.string(), reason: z.string() });
const effectSchema = z.object({ provider: z.string(), externalId: z.string(), status: z.string() });
const problemSchema = z.object({ code: z.string() });

export interface PartOptions {
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

export interface WebhooksResult {
  readonly balances: readonly Balance[];
  readonly endpoints: readonly DemoEndpoint[];
}

/** The demo's first half: signed webhooks in, and what became of each. */
export async function demoWebhooks(api: Api, { say, signal }: PartOptions): Promise<WebhooksResult> {
  const endpoints = await inLanes(PROVIDERS, PARALLEL, (provider) => createEndpoint(api, provider));
  const signed = await signPlan(planWebhooks(SEED), endpoints, Date.now());
  say(`Sending ${signed.length} webhooks of ${PROVIDERS.length} senders …`);
  const sent = await inLanes(signed, PARALLEL, (one) => send(one, signal));
  signal.throwIfAborted();
  const outcome = await complete(api, await settle(api, sent, signal));
  say(`\n${senderTable(sent, outcome)}\n\n${kindTable(sent)}\n`);
  return { balances: reconcile(sent, outcome), endpoints };
}

async function createEndpoint(api: Api, provider: string): Promise<DemoEndpoint> {
  const { scheme, ...sender } = findSender(provider);
  const { secret, signingKey } = sender.newSecret();
  const body = { provider, secret, ...(scheme === undefined ? {} : { scheme }) };
  const { url } = await api.post("/v1/endpoints", body, endpointSchema);
  return { provider, url, signingKey };
}

async function send({ planned, webhook }: SignedPlan, signal: AbortSignal): Promise<SentWebhook> {
  const { status, body } = await deliver(webhook.request, signal);
  return {
    provider: planned.provider,
    kind: planned.mischief ?? "good",
    sequence: planned.sequence,
    expected: expectationOf(planned, webhook),
    digest: digestOf(webhook.request.body),
    status,
    code: codeOf(body),
  };
}

/** The code of a problem's body; null for anything else. */
function codeOf(body: string): string | null {
  try {
    return problemSchema.safeParse(JSON.parse(body)).data?.code ?? null;
  } catch {
    return null;
  }
}

/** Waits until nothing is outstanding and nothing changes any more, or the time is up: the sums then show what is amiss. */
async function settle(api: Api, sent: readonly SentWebhook[], signal: AbortSignal): Promise<Snapshot> {
  const deadline = Date.now() + SETTLE_TIMEOUT_MS;
  let previous = "";
  for (;;) {
    const snapshot = await takeSnapshot(api);
    const text = JSON.stringify(snapshot);
    if ((isSettled(sent, snapshot) && text === previous) || Date.now() > deadline) {
      return snapshot;
    }
    previous = text;
    await sleep(POLL_MS, undefined, { signal });
  }
}

async function takeSnapshot(api: Api): Promise<Snapshot> {
  const [counters, rejections, events] = await Promise.all([
    api.list("/v1/endpoints", endpointSchema),
    api.list("/v1/rejections", rejectionSchema),
    api.list("/v1/events", eventSchema),
  ]);
  return { counters, rejections, events };
}

async function complete(api: Api, snapshot: Snapshot): Promise<Outcome> {
  const digests = await inLanes(
    snapshot.events,
    PARALLEL,
    async ({ id }) => [id, digestOf(await api.bytes(`/v1/events/${id}/raw`))] as const,
  );
  const [invoices, receipts] = await Promise.all([
    api.list("/v1/billing/invoices", effectSchema),
    api.list("/v1/delivery-receipts", effectSchema),
  ]);
  return {
    ...snapshot,
    digests: new Map(digests),
    effects: [
      ...invoices.map((invoice) => ({ kind: "invoice" as const, ...invoice })),
      ...receipts.map((receipt) => ({ kind: "receipt" as const, ...receipt })),
    ],
  };
}

function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
