/** One thing that must come out even, with what does not. */
export interface Balance {
  /** The sum in words, with its numbers. */
  readonly what: string;
  /** What does not come out even, one sentence each; none when it does. */
  readonly faults: readonly string[];
}

/** A sentence when two values differ that must be equal, else nothing. */
export function differs(what: string, expected: number | string, found: number | string): string[] {
  return expected === found ? [] : [`${what}: expected ${expected}, found ${found}`];
}

/** The balances as text, what is amiss under each. */
export function balanceText(balances: readonly Balance[]): string {
  return balances
    .flatMap(({ what, faults }) => [
      `${faults.length === 0 ? "✔" : "✘"} ${what}`,
      ...faults.map((fault) => `    ${fault}`),
    ])
    .join("\n");
}

/** How often each value occurs, as `a ×2, b`; in the order of first occurrence. */
export function tally(values: readonly string[]): string {
  const groups = Map.groupBy(values, (value) => value);
  return [...groups].map(([value, { length }]) => (length === 1 ? value : `${value} ×${length}`)).join(", ");
}
