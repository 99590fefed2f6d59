import { vi } from "vitest";
import { QUEUES } from "../../shared/queue/consumers.ts";
import { exampleCredentials, exampleJob, SendingPlatform } from "./sending.ts";

/** The windows of a second are free again: validating a credential takes a permit as well. */
const LONGEST_SHORT_WINDOW_MS = 1_500;

/** A job as the API shows it. */
export interface JobView {
  readonly id: string;
  readonly status: string;
  readonly attempts: number;
  readonly waitingFor: {
    readonly gate: string;
    readonly reason: string;
    readonly until: string | null;
  } | null;
  readonly error: { readonly code: string; readonly retryable: boolean } | null;
  readonly externalId: string | null;
  readonly attemptLog: readonly { readonly outcome: string; readonly httpStatus: number | null }[];
}

/** A platform with its outbox: the test decides when a job's message is delivered, and how often. */
export class OutboxPlatform extends SendingPlatform {
  /** An organization with an active connection of a provider. */
  async connected(provider: string): Promise<{ key: string; connectionId: string; organizationId: string }> {
    const { key, id } = await this.organization();
    const credentials = { ...exampleCredentials(provider), ...uniqueAccount(provider) };
    const created = await this.call<{ id: string; status: string }>("POST", "/v1/connections", {
      token: key,
      body: { provider, credentials },
    });
    if (created.body.status !== "active") {
      throw new Error(`The connection is not active: ${JSON.stringify(created.body)}`);
    }
    return { key, connectionId: created.body.id, organizationId: id };
  }

  async createJob(key: string, provider: string, more: Record<string, unknown> = {}): Promise<string> {
    const body = { ...exampleJob(provider), ...more };
    const created = await this.call<{ id: string }>("POST", "/v1/jobs", { token: key, body });
    if (created.status !== 202) {
      throw new Error(`The job was not accepted: ${JSON.stringify(created.body)}`);
    }
    return created.body.id;
  }

  async job(key: string, id: string): Promise<JobView> {
    return (await this.call<JobView>("GET", `/v1/jobs/${id}`, { token: key })).body;
  }

  /** Delivers what is in the job queues, moving the clock past the longest delay first. */
  async drainJobs(): Promise<number> {
    const messages = this.jobs.splice(0);
    if (messages.length > 0) {
      const delay = Math.max(...messages.map(({ delaySeconds }) => delaySeconds));
      vi.setSystemTime(Date.now() + delay * 1_000 + LONGEST_SHORT_WINDOW_MS);
      await this.deliver(
        messages.map(({ body }) => body),
        { queue: QUEUES.jobsNormal },
      );
    }
    return messages.length;
  }
}

/** Accounts share limits and breakers, so each test has one of its own. */
function uniqueAccount(provider: string): Record<string, string> {
  const hex = crypto.randomUUID().replaceAll("-", "");
  const own: Record<string, Record<string, string>> = {
    twilio: { accountSid: `AC${hex}` },
    resend: { apiKey: `re_${hex}` },
    slack: { botToken: `xoxb-${hex}` },
    stripe: { secretKey: `sk_test_${hex}` },
  };
  return own[provider] ?? {};
}
