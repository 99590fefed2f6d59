import { formatTable } from "../scripts/demo/table.ts";
import { type Figures, isAccepted, sum } from "./figures.ts";

/** What was sent and what was done to the platform, in figures. */
export function report({ sent, rows, effects, injected, restarts }: Figures, seconds: number): string {
  const accepted = sent.filter(isAccepted);
  const failures = sent.flatMap((one) => one.failures);
  const due = new Set(
    accepted.flatMap((one) => one.effects.map(({ kind, externalId }) => `${kind} ${externalId}`)),
  );
  const kinds = Map.groupBy(sent, ({ kind }) => kind);
  const count = (kind: "good" | "repeat" | "retry" | "forge") => kinds.get(kind)?.length ?? 0;
  return formatTable(
    ["figure", "count"],
    [
      ["senders", new Set(sent.map(({ provider }) => provider)).size],
      ["webhooks sent", sent.length],
      ["  originals", count("good")],
      ["  the same bytes again", count("repeat")],
      ["  the same event, signed anew", count("retry")],
      ["  forgeries", count("forge")],
      ["answered 2xx", accepted.length],
      ["answered 401", sent.filter(({ status }) => status === 401).length],
      ["answered 5xx, and sent again", failures.filter((status) => status >= 500).length],
      ["answered 429, and sent again", failures.filter((status) => status === 429).length],
      ["no answer, and sent again", failures.filter((status) => status === 0).length],
      ["ids accepted", new Set(accepted.map(({ id }) => id)).size],
      ["rows stored, by id", new Set(rows.map(({ id }) => id)).size],
      ["duplicates counted", sum(rows.map((row) => row.duplicates))],
      ["effects expected", due.size],
      ["effects there", effects.length],
      ...Object.entries(injected.troubles).map(([kind, times]) => [TROUBLE_NAMES[kind] ?? kind, times]),
      ...Object.entries(injected.refusals).map(([store, times]) => [`calls that ${store} refused`, times]),
      ["  of them done, the answer lost", injected.lostAnswers],
      ["Durable Objects aborted in a call", injected.aborts],
      ["restarts by kill", restarts],
      ["seconds", Math.round(seconds)],
    ],
  );
}

const TROUBLE_NAMES: Readonly<Record<string, string>> = {
  "before-store": "crashes before the store",
  "after-store": "crashes after the store",
  "mid-handlers": "crashes in the middle of the handlers",
  twice: "batches delivered twice",
  "twice-at-once": "batches delivered twice at once",
};
