import { findSender } from "../../twin/registry.ts";
import type { Api } from "./api.ts";
import { type DemoEndpoint, type PlannedWebhook, planWebhooks } from "./plan.ts";
import { type Account, type Claim, reconcile, type SentWebhook } from "./reconcile.ts";
import { formatTable } from "./table.ts";

const SENDERS = ["stripe", "github", "slack", "twilio", "resend", "sendgrid", "custom"];
/** Requests at once; duplicates follow in a second round. */
const PARALLEL = 8;
const SETTLE_TIMEOUT_MS = 30_000;
const POLL_MS = 250;
const FINAL = ["processed", "ignored", "dead"];

interface Endpoint {
  readonly id: string;
  readonly url: string;
  readonly provider: string;
  readonly rejected: Readonly<Record<string, number>>;
}

interface StoredEvent {
  readonly id: string;
  readonly provider: string;
  readonly type: string;
  readonly status: string;
  readonly duplicates: number;
}

interface Sent extends SentWebhook {
  readonly planned: PlannedWebhook;
  readonly id: string | null;
}

/** Creates an endpoint per sender, sends the plan and says what became of it. Returns what does not balance. */
export async function demoWebhooks(api: Api, say: (text: string) => void): Promise<readonly string[]> {
  const endpoints = await Promise.all(SENDERS.map((provider) => createEndpoint(api, provider)));
  const plan = await planWebhooks(endpoints, Date.now());
  const first = plan.filter(({ fate }) => fate !== "duplicate");
  const again = plan.filter(({ fate }) => fate === "duplicate");
  const sent = [...(await sendAll(first)), ...(await sendAll(again))];
  const expected = sent.filter(({ fate }) => fate === "stored").reduce((sum, { events }) => sum + events, 0);
  const accounts = await settled(api, { sent, expected });
  const { lines, imbalances } = reconcile(sent, accounts, await effects(api, sent));
  say(`\nIn: ${sent.length} signed webhooks of ${SENDERS.length} senders\n`);
  say(
    formatTable(
      ["sender", "sent", "2xx", "refused", "events", "duplicates", "refused because", "special"],
      lines.map((line) => [
        line.provider,
        line.sent,
        line.accepted,
        line.refused,
        line.stored,
        line.duplicates,
        list(
          sent
            .filter(({ provider, code }) => provider === line.provider && code !== null)
            .map(({ code }) => code),
        ),
        list(
          sent
            .filter(({ provider, kind }) => provider === line.provider && kind !== "good")
            .map(({ kind }) => kind),
        ),
      ]),
    ),
  );
  return imbalances;
}

async function createEndpoint(api: Api, provider: string): Promise<DemoEndpoint> {
  const { scheme, ...sender } = findSender(provider);
  const { secret, signingKey } = sender.newSecret();
  const body = { provider, secret, ...(scheme === undefined ? {} : { scheme }) };
  const { url } = await api.call<Endpoint>("POST", "/v1/endpoints", body);
  return { provider, url, signingKey };
}

async function sendAll(plan: readonly PlannedWebhook[]): Promise<Sent[]> {
  const queue = [...plan];
  const sent: Sent[] = [];
  const lane = async () => {
    for (let planned = queue.shift(); planned !== undefined; planned = queue.shift()) {
      sent.push(await send(planned));
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, lane));
  return sent;
}

async function send(planned: PlannedWebhook): Promise<Sent> {
  const { url, headers, body } = planned.webhook.request;
  const response = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(15_000) });
  const text = await response.text();
  const answer = text.startsWith("{") ? (JSON.parse(text) as { id?: string; code?: string }) : {};
  const { provider, kind, fate, events } = planned;
  return {
    planned,
    provider,
    kind,
    fate,
    events,
    status: response.status,
    id: answer.id ?? null,
    code: answer.code ?? null,
  };
}

/** Waits until everything that was accepted is stored and final, or the time is up; the sums then show what is amiss. */
async function settled(
  api: Api,
  { sent, expected }: { readonly sent: readonly Sent[]; readonly expected: number },
): Promise<Account[]> {
  const total = sent.filter(({ fate }) => fate !== "refused").reduce((sum, { events }) => sum + events, 0);
  const refused = sent.filter(({ status }) => status === 401).length;
  const deadline = Date.now() + SETTLE_TIMEOUT_MS;
  for (;;) {
    const accounts = await readAccounts(api);
    const sum = (key: "stored" | "duplicates" | "unfinished" | "rejected") =>
      accounts.reduce((total, account) => total + account[key], 0);
    const done =
      sum("stored") >= expected &&
      sum("stored") + sum("duplicates") >= total &&
      sum("unfinished") === 0 &&
      sum("rejected") >= refused;
    if (done || Date.now() > deadline) {
      return accounts;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function readAccounts(api: Api): Promise<Account[]> {
  const [endpoints, events, rejections] = await Promise.all([
    api.all<Endpoint>("/v1/endpoints"),
    api.all<StoredEvent>("/v1/events"),
    api.all<{ provider: string }>("/v1/rejections"),
  ]);
  return SENDERS.map((provider) => {
    const own = events.filter((event) => event.provider === provider);
    const rejected = endpoints
      .filter((endpoint) => endpoint.provider === provider)
      .flatMap(({ rejected }) => Object.values(rejected));
    return {
      provider,
      stored: own.length,
      duplicates: own.reduce((sum, { duplicates }) => sum + duplicates, 0),
      unfinished: own.filter(({ status }) => !FINAL.includes(status)).length,
      rejected: rejected.reduce((sum, count) => sum + count, 0),
      evidence: rejections.filter((rejection) => rejection.provider === provider).length,
    };
  });
}

/** What the events did, and whether their bytes are those that were sent. */
async function effects(api: Api, sent: readonly Sent[]): Promise<Claim[]> {
  const stored = sent.filter(({ fate }) => fate === "stored");
  const events = await api.all<StoredEvent>("/v1/events");
  const special = stored.filter(({ kind }) => kind === "large" || kind === "not-utf8");
  const identical = await Promise.all(special.map((entry) => sameBytes(api, entry)));
  const invoices = events.filter(({ type }) => type.startsWith("stripe.invoice."));
  const receipts = await api.all<{ provider: string }>("/v1/delivery-receipts");
  const statuses = stored.filter(
    ({ provider, planned }) => provider === "twilio" && planned.webhook.draft.id !== null,
  );
  return [
    {
      what: "bodies that came back byte for byte",
      expected: special.length,
      found: identical.filter(Boolean).length,
    },
    {
      what: "invoices that stripe's events left",
      expected: invoices.length,
      found: (await api.all("/v1/billing/invoices")).length,
    },
    {
      what: "messages whose status twilio's callbacks left",
      expected: statuses.filter(({ planned }) => isStatus(planned)).length,
      found: receipts.filter(({ provider }) => provider === "twilio").length,
    },
  ];
}

function isStatus({ webhook }: PlannedWebhook): boolean {
  return new TextDecoder().decode(webhook.request.body).includes("MessageStatus=");
}

async function sameBytes(api: Api, { id, planned }: Sent): Promise<boolean> {
  if (id === null) {
    return false;
  }
  return Buffer.from(await api.bytes(`/v1/events/${id}/raw`)).equals(planned.webhook.request.body);
}

function list(values: readonly (string | null)[]): string {
  const counts = Map.groupBy(
    values.filter((value) => value !== null),
    (value) => value,
  );
  return [...counts].map(([value, all]) => (all.length === 1 ? value : `${value} ×${all.length}`)).join(", ");
}
