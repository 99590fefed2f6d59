import type { Limits, LimitWindow, ProviderDefinition } from "../../../shared/providers/define.ts";
import { providers } from "../../../shared/providers/registry.ts";

const UNITS: Readonly<Record<number, string>> = { 1: "s", 60: "min", 3600: "h", 86400: "day" };

const HEAD = `# Limits of the providers

Made by \`npm run generate\` from the providers' folders, which say where each figure comes from. They hold until a plan is stated for the
account; answers lower them, nothing raises them. "10 at once" is a burst. A key is a recipient, a sender or a channel: each has the limit
to itself.

| provider | per | all calls | kinds of calls | each key | in flight | its application | says what is left |
| --- | --- | --- | --- | --- | --- | --- | --- |
`;

/** The limits of every provider that is called, as a page. */
export function limitsTable(): string {
  const rows = Object.values<ProviderDefinition>(providers).flatMap(({ name, limits }) =>
    limits === undefined ? [] : [`| ${[name, ...cells(limits)].join(" | ")} |`],
  );
  return `${HEAD}${rows.join("\n")}\n`;
}

function cells({ windows, classes = {}, keyed = {}, concurrency, parent, headers, scope }: Limits): string[] {
  const kinds = Object.entries(classes).map(
    ([name, { windows: own, weight }]) =>
      `${name} ${written(own)}${weight === undefined ? "" : `, ${weight} each`}`,
  );
  const keys = Object.entries(keyed).map(([name, own]) => `${name} ${written([own])}`);
  return [
    scope,
    written(windows),
    kinds.join("; "),
    keys.join("; "),
    concurrency === undefined ? "" : String(concurrency),
    written(parent?.windows ?? []),
    headers === undefined ? "" : "yes",
  ];
}

function written(windows: readonly LimitWindow[]): string {
  return windows
    .map(({ limit, perSeconds, burst }) => {
      const unit = UNITS[perSeconds] ?? `${perSeconds} s`;
      return `${limit.toLocaleString("en")}/${unit}${burst === undefined ? "" : ` (${burst} at once)`}`;
    })
    .join(", ");
}
