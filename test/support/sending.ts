import { vi } from "vitest";
import type { ProviderDefinition } from "../../shared/providers/define.ts";
import { findProvider } from "../../shared/providers/registry.ts";
import { TestPlatform } from "./platform.ts";

export interface QueuedMessage {
  readonly body: unknown;
  readonly delaySeconds: number;
}

/** A platform whose job queues are recorded instead of consumed, whatever their priority. */
export class SendingPlatform extends TestPlatform {
  readonly jobs: QueuedMessage[];

  constructor(overrides: Record<string, unknown> = {}) {
    const jobs: QueuedMessage[] = [];
    const queue = {
      async sendBatch(messages: Iterable<MessageSendRequest>) {
        jobs.push(...[...messages].map(({ body, delaySeconds = 0 }) => ({ body, delaySeconds })));
      },
    };
    const recorded = queue as unknown as Queue;
    super({ JOB_QUEUE_HIGH: recorded, JOB_QUEUE_NORMAL: recorded, JOB_QUEUE_LOW: recorded, ...overrides });
    this.jobs = jobs;
  }

  /** A row of a table as D1 keeps it. */
  async row(table: "jobs" | "connections", id: string): Promise<Record<string, unknown> | null> {
    return await this.env.DB.prepare(`select * from ${table} where id = ?`).bind(id).first();
  }

  /** Sets columns of a job, as its life would. */
  async setJob(id: string, columns: Record<string, unknown>): Promise<void> {
    const names = Object.keys(columns);
    await this.env.DB.prepare(`update jobs set ${names.map((name) => `${name} = ?`).join(", ")} where id = ?`)
      .bind(...Object.values(columns), id)
      .run();
  }

  /** Deletes every job, and what would become one: a sweep of a later test would find those that were left waiting. */
  async clearJobs(): Promise<void> {
    const { DB } = this.env;
    await DB.batch(["jobs", "opt_out_changes"].map((table) => DB.prepare(`delete from ${table}`)));
  }

  async countJobs(organizationId: string): Promise<number> {
    const row = await this.env.DB.prepare("select count(*) as count from jobs where org_id = ?")
      .bind(organizationId)
      .first<{ count: number }>();
    return row?.count ?? 0;
  }
}

/** Answers every outgoing request of the test; returns the requests. Undo it with `vi.unstubAllGlobals`. */
export function stubFetch(answer: (request: Request) => Response | Promise<Response>): Request[] {
  const requests: Request[] = [];
  vi.stubGlobal("fetch", async (input: RequestInfo, init?: RequestInit) => {
    const request = new Request(input, init);
    requests.push(request);
    return await answer(request);
  });
  return requests;
}

/** A provider of the registry. */
export function provider(id: string): ProviderDefinition {
  const found = findProvider(id);
  if (found === null) {
    throw new Error(`The registry has no ${id}.`);
  }
  return found;
}

/** An action of a provider with an input that it takes: the catalogue's own example. */
export function exampleJob(id: string): { provider: string; action: string; input: unknown } {
  const [first] = Object.entries(provider(id).actions ?? {});
  if (first === undefined) {
    throw new Error(`${id} has no action.`);
  }
  return { provider: id, action: first[0], input: first[1].example };
}

/** Credentials of the form that a provider asks for; of an account of their own, so that no test waits for another's limits. */
export function exampleCredentials(id: string): Record<string, string> {
  const required = provider(id).auth.fields.filter((field) => field.required);
  const suffix = crypto.randomUUID().replaceAll("-", "");
  return Object.fromEntries(
    required.map(({ name, example }) => [name, `${example.slice(0, -suffix.length)}${suffix}`]),
  );
}
