import { readFileSync } from "node:fs";
import { join } from "node:path";
import { configVariant } from "../scripts/platform/config.ts";
import { ROOT } from "../scripts/platform/start.ts";

export interface PlatformConfig {
  /** The Worker's file, from the root. */
  readonly main: string;
  /** Without the consumers of its queues, which take the cores from what else is measured, what is sent is dropped. */
  readonly consumers: boolean;
}

const sections = (): string[] => readFileSync(join(ROOT, "wrangler.toml"), "utf8").split(/\n(?=\[)/);

const isConsumer = (section: string): boolean => section.startsWith("[[queues.consumers]]");

const worker = (file: string): string => JSON.stringify(join(ROOT, file));

export function platformConfig({ main, consumers }: PlatformConfig): string {
  return configVariant({ main, keep: (section) => consumers || !isConsumer(section) });
}

export function bareConfig(): string {
  return bareWorker("bare", "test/bench/bare-worker.ts", [
    '[[queues.producers]]\nbinding = "QUEUE"\nqueue = "bare"',
  ]);
}

/** With the platform's database and a queue whose batches are those of its events. */
export const bareConsumerConfig = (): string =>
  bareQueueWorker("bare-consumer", "test/bench/bare-consumer.ts", "causeway-events");

/** Likewise, with batches as those of its jobs. */
export const bareSenderConfig = (): string =>
  bareQueueWorker("bare-sender", "test/bench/bare-sender.ts", "causeway-jobs-normal");

/** Its queue is bound as that of the events, by which `feed.ts` fills it. */
function bareQueueWorker(name: string, file: string, queue: string): string {
  const database = sections().filter((section) => section.startsWith("[[d1_databases]]"));
  const ofQueue = sections().filter((section) => section.includes(`queue = "${queue}"\n`));
  return bareWorker(
    name,
    file,
    [...database, ...ofQueue].map((section) =>
      section
        .replaceAll(queue, `${name}-messages`)
        .replace(/binding = "\w*QUEUE\w*"/, 'binding = "EVENT_QUEUE"')
        .replace(/dead_letter_queue = .*/, "")
        .replace(/migrations_dir = .*/, `migrations_dir = ${worker("migrations")}`),
    ),
  );
}

function bareWorker(name: string, file: string, bindings: readonly string[]): string {
  return [
    `name = "${name}"`,
    `main = ${worker(file)}`,
    'compatibility_date = "2026-08-01"',
    "[assets]",
    `directory = ${worker(".assets")}`,
    "run_worker_first = true",
    ...bindings,
  ].join("\n");
}
