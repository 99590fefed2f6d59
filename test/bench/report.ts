/** The text of a run as it grows, and what of it did not hold. */
export class Report {
  readonly lines: string[] = [];
  readonly failures: string[] = [];

  say(text: string): void {
    this.lines.push(text);
    process.stdout.write(`${text}\n`);
  }

  check(what: string, holds: boolean): void {
    this.say(`${holds ? "✔" : "✘"} ${what}`);
    if (!holds) {
      this.failures.push(what);
    }
  }
}

/** The value below which `share` (0 to 1) of the values lie; 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);
