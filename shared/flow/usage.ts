/** Calls of one hour, by what they say of the provider. */
interface UsedHour {
  /** Hours since the epoch. */
  readonly hour: number;
  readonly calls: number;
  readonly failures: number;
}

/** What an account's calls came to in the last day: counted where they are reported anyway. */
export interface Usage {
  /** ms since the epoch. */
  readonly lastUsedAt: number;
  /** Oldest first. */
  readonly hours: readonly UsedHour[];
}

const HOUR_MS = 3_600_000;
const HOURS = 24;

/**
 * @param told how many calls ended, and how many of them failed through the provider
 * @param now ms since the epoch
 */
export function countUsage(
  usage: Usage | undefined,
  told: { readonly calls: number; readonly failures: number },
  now: number,
): Usage | undefined {
  if (told.calls === 0) {
    return usage;
  }
  const hour = Math.floor(now / HOUR_MS);
  const earlier = (usage?.hours ?? []).filter((one) => one.hour > hour - HOURS && one.hour !== hour);
  const current = usage?.hours.find((one) => one.hour === hour) ?? { hour, calls: 0, failures: 0 };
  const next = { hour, calls: current.calls + told.calls, failures: current.failures + told.failures };
  return { lastUsedAt: now, hours: [...earlier, next] };
}

export interface UsageView {
  /** ms since the epoch. */
  readonly lastUsedAt: number;
  readonly calls: number;
  readonly failures: number;
  /** In which something was called. */
  readonly hours: number;
  /** Of those, in which not every call failed. */
  readonly hoursUp: number;
}

/** The last day in sum; null where nothing was called. */
export function viewUsage(usage: Usage | undefined, now: number): UsageView | null {
  if (usage === undefined) {
    return null;
  }
  const recent = usage.hours.filter(({ hour }) => hour > Math.floor(now / HOUR_MS) - HOURS);
  const sum = (key: "calls" | "failures") => recent.reduce((total, one) => total + one[key], 0);
  return {
    lastUsedAt: usage.lastUsedAt,
    calls: sum("calls"),
    failures: sum("failures"),
    hours: recent.length,
    hoursUp: recent.filter(({ calls, failures }) => failures < calls).length,
  };
}
