import { vi } from "vitest";
import { QUEUES } from "../../shared/queue/consumers.ts";
import { type Delivered, TestPlatform } from "./platform.ts";
import { type QueuedMessage, stubFetch } from "./sending.ts";
import { createEndpoint, push, type TestEndpoint } from "./webhooks.ts";

/** A platform whose delivery queue is recorded: a test decides when an attempt is made. */
export class DeliveringPlatform extends TestPlatform {
  readonly attempts: QueuedMessage[];

  constructor(overrides: Record<string, unknown> = {}) {
    const attempts: QueuedMessage[] = [];
    const queue = {
      async sendBatch(messages: Iterable<MessageSendRequest>) {
        attempts.push(...[...messages].map(({ body, delaySeconds = 0 }) => ({ body, delaySeconds })));
      },
    };
    super({ DELIVERY_QUEUE: queue as unknown as Queue, ...overrides });
    this.attempts = attempts;
  }

  /** Delivers what is queued, delays and all; returns the delays. */
  async attempt(): Promise<number[]> {
    await this.drain();
    const messages = this.attempts.splice(0);
    if (messages.length > 0) {
      await this.deliverAttempts(messages);
    }
    return messages.map(({ delaySeconds }) => delaySeconds);
  }

  async deliverAttempts(messages: readonly QueuedMessage[]): Promise<Delivered> {
    return await this.deliver(
      messages.map(({ body }) => body),
      { queue: QUEUES.deliveries },
    );
  }
}

export interface DestinationView {
  readonly id: string;
  readonly url: string;
  readonly status: string;
  readonly secret: string;
  readonly failingSince: string | null;
}

export interface DeliveryView {
  readonly id: string;
  readonly eventId: string;
  readonly status: string;
  readonly nextAttemptAt: string | null;
  readonly attempts: readonly {
    readonly httpStatus: number | null;
    readonly error: string | null;
    readonly response: string | null;
  }[];
}

export type Answer = (request: Request) => Response | Promise<Response>;

/** An organization with a GitHub endpoint, whose destinations a test answers for. */
export async function setUpDestinations(overrides: Record<string, unknown> = {}) {
  let answer: Answer = () => new Response(null, { status: 204 });
  const requests = stubFetch((request) => answer(request));
  const platform = new DeliveringPlatform(overrides);
  const { id: organizationId, key } = await platform.organization();
  const endpoint = await createEndpoint(platform, key);
  const call = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
    platform.call<T>(method, path, { token: key, ...(body === undefined ? {} : { body }) });
  return {
    platform,
    organizationId,
    key,
    endpoint,
    requests,
    call,
    answerWith: (next: Answer) => {
      answer = next;
    },
    destination: async (body: Record<string, unknown> = {}) =>
      (
        await call<DestinationView>("POST", "/v1/destinations", {
          url: "https://app.example.com/hooks",
          events: ["github.*"],
          ...body,
        })
      ).body,
    deliveries: async (query = "") =>
      (await call<{ data: DeliveryView[] }>("GET", `/v1/deliveries?limit=200${query}`)).body.data,
    send: async (text = "{}") => await pushed(platform, endpoint, text),
  };
}

async function pushed(platform: TestPlatform, endpoint: TestEndpoint, text: string): Promise<string> {
  const response = await push(platform, endpoint, text);
  const { id } = await response.json<{ id: string }>();
  return id;
}

/** Undoes what a test of destinations stubbed, and clears what waits, which a later sweep would find. */
export async function clearDestinations(): Promise<void> {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  const { DB } = new TestPlatform().env;
  await DB.batch(["deliveries", "destinations"].map((table) => DB.prepare(`delete from ${table}`)));
}
