import { tally } from "../balance.ts";
import { formatTable } from "../table.ts";
import { isAccepted, isRefused, type Outcome, type SentWebhook, sum } from "./accounts.ts";

/** What came in and what became of it, by sender. */
export function senderTable(sent: readonly SentWebhook[], outcome: Outcome): string {
  const providers = [...new Set(sent.map(({ provider }) => provider))].sort();
  const rows = providers.map((provider) => {
    const own = sent.filter((webhook) => webhook.provider === provider);
    const refused = own.filter(isRefused);
    const events = outcome.events.filter((event) => event.provider === provider);
    const effects = outcome.effects.filter((effect) => effect.provider === provider);
    return [
      provider,
      own.length,
      own.filter(isAccepted).length,
      refused.length,
      events.length,
      sum(events.map(({ duplicates }) => duplicates)),
      events.filter(({ status }) => status === "processed").length,
      effects.filter(({ kind }) => kind === "invoice").length,
      effects.filter(({ kind }) => kind === "receipt").length,
      tally(refused.map(({ code }) => code ?? "no code")),
    ];
  });
  const totals = ["", ...columnSums(rows), ""];
  return formatTable(
    [
      "sender",
      "sent",
      "2xx",
      "refused",
      "events",
      "dupl.",
      "processed",
      "invoices",
      "receipts",
      "refused as",
    ],
    [...rows, totals],
  );
}

const KINDS: Readonly<Record<SentWebhook["kind"], string>> = {
  good: "good",
  repeat: "the same bytes again",
  retry: "the same event, signed anew",
  large: "300 KB",
  "not-utf8": "not UTF-8, rightly signed",
  forge: "signed with a wrong key",
  tamper: "changed after signing",
  reencode: "written again under the old signature",
  stale: "signed too long ago",
};

/** What became of each kind of request. */
export function kindTable(sent: readonly SentWebhook[]): string {
  const kinds = Object.entries(KINDS).map(([kind, name]) => {
    const own = sent.filter((webhook) => webhook.kind === kind);
    return [
      name,
      own.length,
      tally(own.map(({ status, code }) => `${status ?? "no answer"} ${code ?? ""}`.trim())),
    ];
  });
  return formatTable(["what was sent", "sent", "answers"], kinds);
}

function columnSums(rows: readonly (readonly (string | number)[])[]): number[] {
  const numbers = rows.map((row) => row.filter((cell) => typeof cell === "number"));
  return (numbers[0] ?? []).map((_, column) => sum(numbers.map((row) => row[column] ?? 0)));
}
