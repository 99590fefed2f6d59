import {
  createExecutionContext,
  createMessageBatch,
  getQueueResult,
  waitOnExecutionContext,
} from "cloudflare:test";
import { env as testEnv } from "cloudflare:workers";
import { expect } from "vitest";
import { QUEUES } from "../../shared/queue/consumers.ts";
import worker from "../../workers/index.ts";
import { type RecordedDatabase, recordDatabase } from "./database.ts";
import { RecordedQueue } from "./queue.ts";

export const ADMIN_TOKEN = "admin_token_of_the_tests";
export const ORIGIN = "https://causeway.test";

/** What the consumer did with the messages of one batch. */
export interface Delivered {
  readonly acked: string[];
  readonly retried: { readonly msgId: string; readonly delaySeconds: number }[];
}

/** Of organizations that send marketing mail. */
export const POSTAL_ADDRESS = "Acme Inc., 1 Main St, Springfield, IL 62701";

const NOWHERE = { send: async () => undefined, sendBatch: async () => undefined } as unknown as Queue;

/** Every test has breakers of its own: a provider that failed in one has not failed in the next. */
function ownBreakers(namespace: Env["PROVIDER_BREAKER"]): Env["PROVIDER_BREAKER"] {
  const test = expect.getState().currentTestName ?? "";
  const own = { idFromName: (name: string) => namespace.idFromName(`${test} ${name}`) };
  return new Proxy(namespace, {
    get: (target, name) => {
      const value: unknown = name === "idFromName" ? own.idFromName : Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/**
 * The whole Worker in workerd: its handlers called as the runtime calls them, its queue recorded so that a test decides
 * when and how often a message is delivered, its database recorded so that writes can be counted or made to fail.
 */
export class TestPlatform {
  readonly queue = new RecordedQueue();
  readonly database: RecordedDatabase = recordDatabase(testEnv.DB);
  readonly env: Env;

  constructor(overrides: Partial<Env> & Record<string, unknown> = {}) {
    this.env = {
      ...testEnv,
      DB: this.database.binding,
      EVENT_QUEUE: this.queue as unknown as Queue,
      // what other tests left in the database is not to be sent
      DELIVERY_QUEUE: NOWHERE,
      JOB_QUEUE_HIGH: NOWHERE,
      JOB_QUEUE_NORMAL: NOWHERE,
      JOB_QUEUE_LOW: NOWHERE,
      ...overrides,
      PROVIDER_BREAKER: ownBreakers(overrides.PROVIDER_BREAKER ?? testEnv.PROVIDER_BREAKER),
    };
  }

  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const execution = createExecutionContext();
    const request = new Request(new URL(path, ORIGIN), init) as Request<unknown, IncomingRequestCfProperties>;
    const response = await worker.fetch(request, this.env, execution);
    await waitOnExecutionContext(execution);
    return response;
  }

  /** A call of the API with JSON in and out. */
  async call<T = Record<string, unknown>>(
    method: string,
    path: string,
    options: {
      readonly token?: string;
      readonly body?: unknown;
      readonly headers?: Record<string, string>;
    } = {},
  ): Promise<{ status: number; body: T; headers: Headers }> {
    const response = await this.fetch(path, {
      method,
      headers: {
        ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
        ...(options.body === undefined ? {} : { "content-type": "application/json" }),
        ...options.headers,
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: (text === "" ? null : JSON.parse(text)) as T,
      headers: response.headers,
    };
  }

  /** Delivers message bodies to the consumer of a queue. */
  async deliver(
    bodies: readonly unknown[],
    { queue = QUEUES.events as string, attempts = 1 }: { queue?: string; attempts?: number } = {},
  ): Promise<Delivered> {
    const messages = bodies.map((body, index) => ({
      id: `message-${index}`,
      timestamp: new Date(),
      attempts,
      body,
    }));
    const batch = createMessageBatch(queue, messages);
    // the runtime's own record of what is retried has no delays
    const delays = new Map<string, number>();
    for (const message of batch.messages) {
      const retry = message.retry.bind(message);
      message.retry = (options = {}) => {
        delays.set(message.id, options.delaySeconds ?? 0);
        retry(options);
      };
    }
    const execution = createExecutionContext();
    await worker.queue(batch, this.env, execution);
    const result = await getQueueResult(batch, execution);
    const retried = result.retryMessages.map(({ msgId }: { msgId: string }) => ({
      msgId,
      delaySeconds: delays.get(msgId) ?? 0,
    }));
    return { acked: result.explicitAcks, retried };
  }

  /** Delivers everything that was sent until nothing is left; returns how many messages that were. */
  async drain(): Promise<number> {
    let count = 0;
    while (this.queue.sent.length > 0) {
      const messages = this.queue.take();
      count += messages.length;
      await this.deliver(messages.map(({ body }) => body));
    }
    return count;
  }

  /** Fires the cron trigger with every job due: tests move the clock both ways in one database. */
  async tick(): Promise<void> {
    await testEnv.DB.batch(["schedules", "marks"].map((table) => testEnv.DB.prepare(`delete from ${table}`)));
    await this.fire();
  }

  /** Fires the cron trigger once. */
  async fire(): Promise<void> {
    const execution = createExecutionContext();
    await worker.scheduled(
      { cron: "* * * * *", scheduledTime: Date.now(), noRetry: () => undefined },
      this.env,
      execution,
    );
    await waitOnExecutionContext(execution);
  }

  /** An organization of the test's own, with a key that may do everything. */
  async organization(name = "Acme"): Promise<{ id: string; key: string }> {
    const created = await this.call<{ id: string }>("POST", "/v1/organizations", {
      token: ADMIN_TOKEN,
      body: { name },
    });
    return { id: created.body.id, key: await this.key(created.body.id) };
  }

  /** Says where the organization of a key is, which its marketing mail must say. */
  async locate(key: string): Promise<void> {
    const body = { messageDefaults: { postalAddress: POSTAL_ADDRESS } };
    await this.call("PATCH", "/v1/organization", { token: key, body });
  }

  /** A key of an organization; with every scope unless some are named. */
  async key(organizationId: string, scopes?: readonly string[]): Promise<string> {
    const created = await this.call<{ key: string }>("POST", `/v1/organizations/${organizationId}/keys`, {
      token: ADMIN_TOKEN,
      body: { name: "test", ...(scopes === undefined ? {} : { scopes }) },
    });
    return created.body.key;
  }
}
