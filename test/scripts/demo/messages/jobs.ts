import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Api } from "../api.ts";
import { inLanes } from "../lanes.ts";
import type { Effect } from "./twin-client.ts";

/** Providers that act once per key; at the others twice is twice. */
export const WITH_KEYS: readonly string[] = ["resend", "stripe"];

export interface OutboundJob {
  readonly provider: string;
  /** Unique, and part of what the provider is sent. */
  readonly mark: string;
  readonly path: "/v1/messages" | "/v1/jobs";
  readonly body: Readonly<Record<string, unknown>>;
}

/** A job as the API shows it. */
export const jobSchema = z.object({
  id: z.string(),
  provider: z.string(),
  status: z.string(),
  attempts: z.int(),
  deliveryStatus: z.string().nullable(),
});

export type JobView = z.infer<typeof jobSchema>;

const acceptedSchema = z.object({ id: z.string() });
const connectionSchema = z.object({ status: z.string(), error: z.unknown() });

const hex = (bytes: number) => randomBytes(bytes).toString("hex");

/** Random text without a digit: digits may look like a card number, which the platform refuses. */
const letters = (length: number) =>
  Array.from(randomBytes(length), (byte) => "abcdefghijklmnop"[byte % 16]).join("");

/** Credentials of the form that each provider gives out; the stand-in takes any. */
const CREDENTIALS: Readonly<Record<string, () => Record<string, string>>> = {
  resend: () => ({ apiKey: `re_${hex(12)}`, defaultFrom: "Acme <hello@mail.example.com>" }),
  // a service, which has many numbers: one alone sends a message a second
  twilio: () => ({ accountSid: `AC${hex(16)}`, authToken: hex(16), messagingServiceSid: `MG${hex(16)}` }),
  slack: () => ({ botToken: `xoxb-${hex(12)}` }),
  stripe: () => ({ secretKey: `sk_test_${hex(24)}` }),
};

/** Connects an organization to all four providers. @throws Error when one does not validate */
export async function connectAll(api: Api): Promise<void> {
  for (const [provider, credentials] of Object.entries(CREDENTIALS)) {
    const body = { provider, credentials: credentials() };
    const connection = await api.post("/v1/connections", body, connectionSchema);
    if (connection.status !== "active") {
      throw new Error(
        `The connection to ${provider} is ${connection.status}: ${JSON.stringify(connection.error)}`,
      );
    }
  }
}

const MAKERS: Readonly<Record<string, (mark: string, index: number) => Pick<OutboundJob, "path" | "body">>> =
  {
    resend: (mark) => ({
      path: "/v1/messages",
      body: {
        channel: "email",
        to: "ada@example.com",
        subject: mark,
        text: `Grüße, ${mark}`,
        category: "transactional",
      },
    }),
    twilio: (mark) => ({
      path: "/v1/messages",
      body: { channel: "sms", to: "+14155552671", text: mark, category: "transactional" },
    }),
    // each to a channel of its own, which takes a message a second
    slack: (mark, index) => ({
      path: "/v1/messages",
      body: {
        channel: "slack",
        to: `C${String(index).padStart(10, "0")}`,
        text: mark,
        category: "transactional",
      },
    }),
    stripe: (mark, index) => ({
      path: "/v1/jobs",
      body:
        index % 2 === 0
          ? {
              provider: "stripe",
              action: "customer.create",
              input: { email: "ada@example.com", description: mark },
            }
          : {
              provider: "stripe",
              action: "payment_intent.create",
              input: { amount: 4_900, currency: "eur", description: mark },
            },
    }),
  };

/** `counts` jobs per provider, each with a mark of its own. */
export function planJobs(counts: Readonly<Record<string, number>>): OutboundJob[] {
  return Object.entries(counts).flatMap(([provider, count]) =>
    Array.from({ length: count }, (_, index) => {
      const mark = `${provider} ${index} ${letters(12)}`;
      const made = MAKERS[provider]?.(mark, index);
      if (made === undefined) {
        throw new Error(`Nothing is known to send with ${provider}.`);
      }
      return { provider, mark, ...made };
    }),
  );
}

/** A job that was accepted, with what it was to do. */
export interface AcceptedJob extends OutboundJob {
  readonly id: string;
}

/** Hands the plan to the API, `parallel` jobs at once. */
export async function submit(
  api: Api,
  plan: readonly OutboundJob[],
  parallel: number,
): Promise<AcceptedJob[]> {
  return await inLanes(plan, parallel, async (job) => ({
    ...job,
    ...(await api.post(job.path, job.body, acceptedSchema)),
  }));
}

/** How often the provider did what a job asked for, by the job's mark. */
export function effectsOf(job: AcceptedJob, effects: readonly Effect[]): number {
  return effects.filter(
    (effect) => effect.provider === job.provider && JSON.stringify(effect.summary).includes(job.mark),
  ).length;
}

/** Sentences that name jobs with an effect too many or too few; empty when every job is accounted for. */
export function reconcileEffects(
  jobs: readonly AcceptedJob[],
  views: ReadonlyMap<string, Pick<JobView, "status">>,
  effects: readonly Effect[],
): string[] {
  return jobs.flatMap((job) => {
    const status = views.get(job.id)?.status ?? "missing";
    const count = effectsOf(job, effects);
    const name = `${job.provider} ${job.id} is ${status} and acted ${count} times`;
    if (WITH_KEYS.includes(job.provider)) {
      return status === "succeeded" && count === 1 ? [] : [`${name}: expected succeeded and once`];
    }
    const fine = status === "succeeded" ? count === 1 : status === "uncertain" && count <= 1;
    return fine ? [] : [`${name}: expected succeeded and once, or uncertain and at most once`];
  });
}
