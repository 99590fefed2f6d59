import type { EventQueue } from "./event-queue.ts";

/** A send that hangs (up to a minute, cloudflare/workerd#6053) would outlast the sender's patience: Slack waits 3 s. */
const SEND_TIMEOUT_MS = 1_500;

export function createEventQueue(queue: Queue<unknown>): EventQueue {
  return {
    async send(message) {
      let timer: ReturnType<typeof setTimeout> | null = null;
      const timeout = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error("The queue did not answer in time.")), SEND_TIMEOUT_MS);
      });
      try {
        await Promise.race([queue.send(message, { contentType: "v8" }), timeout]);
        return { ok: true };
      } catch (cause) {
        return { ok: false, cause };
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
