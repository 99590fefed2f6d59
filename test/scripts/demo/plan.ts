import { compose, nextSequence, type SignedWebhook } from "../../twin/compose.ts";
import { doMischief, type MischiefName } from "../../twin/mischief.ts";
import { findSender } from "../../twin/registry.ts";

/** What is to become of a webhook: a first receipt is stored, a further one counted, a bad one refused. */
export type Fate = "stored" | "duplicate" | "refused";

export interface PlannedWebhook {
  readonly provider: string;
  /** What is special about it, for the table. */
  readonly kind: "good" | MischiefName;
  readonly fate: Fate;
  readonly webhook: SignedWebhook;
  /** Events in its body: a batch has several. */
  readonly events: number;
}

/** An endpoint of the demo, with what its sender signs with. */
export interface DemoEndpoint {
  readonly provider: string;
  readonly url: string;
  readonly signingKey: string;
}

/** Good webhooks by sender and type; each is one request. */
const GOOD: Readonly<Record<string, readonly string[]>> = {
  stripe: [
    "invoice.payment_failed",
    "invoice.payment_failed",
    "invoice.payment_failed",
    "invoice.paid",
    "customer.created",
    "payment_intent.succeeded",
  ],
  github: ["push", "push", "pull_request.opened", "issues.opened", "ping", "push"],
  slack: ["app_mention", "message", "message", "block_actions", "slash_command", "message"],
  twilio: [
    "message.sent",
    "message.delivered",
    "message.failed",
    "message.delivered",
    "message.received",
    "message.sent",
  ],
  resend: [
    "email.sent",
    "email.delivered",
    "email.bounced",
    "email.complained",
    "email.delivered",
    "email.sent",
  ],
  sendgrid: ["batch", "batch", "batch", "batch"],
  custom: ["order.created", "order.shipped", "form.submitted", "order.created", "order.created"],
};

/** Mischief by sender, each on one of its good webhooks. */
const MISCHIEF: readonly (readonly [provider: string, MischiefName])[] = [
  ["stripe", "repeat"],
  ["stripe", "retry"],
  ["github", "repeat"],
  ["slack", "retry"],
  ["twilio", "repeat"],
  ["resend", "repeat"],
  ["resend", "retry"],
  ["sendgrid", "repeat"],
  ["custom", "retry"],
  ["stripe", "forge"],
  ["github", "forge"],
  ["slack", "forge"],
  ["resend", "forge"],
  ["sendgrid", "forge"],
  ["slack", "stale"],
  ["stripe", "stale"],
  ["custom", "tamper"],
  ["github", "reencode"],
  ["stripe", "large"],
  ["github", "not-utf8"],
  ["custom", "large"],
];

const FATES: Readonly<Record<MischiefName, Fate>> = {
  repeat: "duplicate",
  retry: "duplicate",
  forge: "refused",
  tamper: "refused",
  stale: "refused",
  reencode: "refused",
  large: "stored",
  "not-utf8": "stored",
};

/** The 60 webhooks of the demo in the order of sending: every duplicate after the one that it repeats. */
export async function planWebhooks(
  endpoints: readonly DemoEndpoint[],
  now: number,
): Promise<PlannedWebhook[]> {
  const good = await Promise.all(
    endpoints.flatMap((endpoint) =>
      (GOOD[endpoint.provider] ?? []).map((type) => goodWebhook(endpoint, type, now)),
    ),
  );
  const mischief = await Promise.all(
    MISCHIEF.map(async ([provider, name]): Promise<PlannedWebhook> => {
      const fate = FATES[name];
      const endpoint = endpoints.find((candidate) => candidate.provider === provider);
      const model = good.find((planned) => planned.provider === provider);
      if (endpoint === undefined || model === undefined) {
        throw new Error(`The demo has no endpoint for ${provider}.`);
      }
      // what is stored must be an event of its own
      const base = fate === "duplicate" ? model : await goodWebhook(endpoint, GOOD[provider]?.[0] ?? "", now);
      const webhook = await doMischief(name, base.webhook, now);
      return { provider, kind: name, fate, webhook, events: eventsIn(webhook) };
    }),
  );
  return [...good, ...mischief];
}

async function goodWebhook(endpoint: DemoEndpoint, type: string, now: number): Promise<PlannedWebhook> {
  const { provider, url, signingKey } = endpoint;
  const webhook = await compose(findSender(provider), type, {
    url,
    signingKey,
    now,
    sequence: nextSequence(),
  });
  return { provider, kind: "good", fate: "stored", webhook, events: eventsIn(webhook) };
}

function eventsIn({ draft }: SignedWebhook): number {
  try {
    const body: unknown = JSON.parse(
      new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(draft.body),
    );
    return Array.isArray(body) ? body.length : 1;
  } catch {
    return 1;
  }
}
