/** The largest message and the largest delay that Cloudflare Queues takes. */
const MAX_MESSAGE_BYTES = 128_000;
const MAX_DELAY_SECONDS = 86_400;

export interface SentMessage {
  readonly body: unknown;
  readonly delaySeconds: number;
}

/** A queue that records what it is sent, refuses what Cloudflare's refuses, and on demand refuses everything. */
export class RecordedQueue {
  readonly sent: SentMessage[] = [];
  /** How the next sends fail; null: they do not. */
  fault: "refuse" | "hang" | null = null;

  async send(body: unknown, options: QueueSendOptions = {}): Promise<void> {
    if (this.fault === "hang") {
      await new Promise(() => undefined);
    }
    if (this.fault === "refuse") {
      throw new Error("Queue is overloaded. Please back off.");
    }
    if (sizeOf(body) > MAX_MESSAGE_BYTES) {
      throw new Error(`message length of ${sizeOf(body)} bytes exceeds limit of ${MAX_MESSAGE_BYTES}`);
    }
    if ((options.delaySeconds ?? 0) > MAX_DELAY_SECONDS) {
      throw new Error("delay is too long");
    }
    this.sent.push({ body: structuredClone(body), delaySeconds: options.delaySeconds ?? 0 });
  }

  /** All of them or none, as Cloudflare's. */
  async sendBatch(messages: Iterable<MessageSendRequest>): Promise<void> {
    const before = this.sent.length;
    try {
      for (const { body, ...options } of messages) {
        await this.send(body, options);
      }
    } catch (cause) {
      this.sent.splice(before);
      throw cause;
    }
  }

  /** Takes everything sent so far. */
  take(): SentMessage[] {
    return this.sent.splice(0);
  }
}

/** Bytes of a structured clone, about: text as one byte a character, bytes with all of the buffer that they view. */
function sizeOf(value: unknown): number {
  if (value instanceof Uint8Array) {
    return value.buffer.byteLength;
  }
  if (typeof value === "string") {
    return value.length;
  }
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).reduce((sum, [name, part]) => sum + name.length + 4 + sizeOf(part), 0);
  }
  return 9;
}
