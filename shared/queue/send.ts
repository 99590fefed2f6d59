import type { EventQueue, QueueOutcome } from "./event-queue.ts";

/** A send that hangs (up to a minute, cloudflare/workerd#6053) would outlast the sender's patience: Slack waits 3 s. */
const SEND_TIMEOUT_MS = 1_500;

/** For several nobody waits but a consumer, whose messages would be repeated were it impatient. */
const SEND_ALL_TIMEOUT_MS = 20_000;

export function createEventQueue(queue: Queue<unknown>): EventQueue {
  return {
    send: async (message) => await inTime(queue.send(message, { contentType: "v8" }), SEND_TIMEOUT_MS),
    sendAll: async (messages) => {
      const requests = messages.map((body): MessageSendRequest => ({ body, contentType: "v8" }));
      return await inTime(queue.sendBatch(requests), SEND_ALL_TIMEOUT_MS);
    },
  };
}

async function inTime(sending: Promise<unknown>, timeoutMs: number): Promise<QueueOutcome> {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("The queue did not answer in time.")), timeoutMs);
  });
  try {
    await Promise.race([sending, timeout]);
    return { ok: true };
  } catch (cause) {
    return { ok: false, cause };
  } finally {
    clearTimeout(timer ?? undefined);
  }
}
